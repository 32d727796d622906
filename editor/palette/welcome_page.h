// What a window begins with: the graphs that are shipped, by subject and with a search, and the files that were open
// lately.
#pragma once

#include <QThreadPool>
#include <QWidget>

#include "palette/graph_shelf.h"

class QBoxLayout;
class QLineEdit;
class QListWidget;

namespace weft::editor {

class ShelfView;

class WelcomePage : public QWidget {
  Q_OBJECT

 public:
  // `catalog` outlives the page. The graphs below `folder` are read beside the GUI thread, once the page is shown.
  WelcomePage(const NodeCatalog& catalog, const QString& folder, QWidget* parent = nullptr);
  ~WelcomePage() override;

  void setRecent(const QStringList& paths);
  void focusSearch();

 signals:
  void newWanted();
  void browseWanted();                       // to look for a file
  void openWanted(const QString& path);      // a file that was open lately
  void templateWanted(const QString& path);  // a graph that is shipped
  void loaded();                             // the graphs have been read

 protected:
  void showEvent(QShowEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;  // arrows and Enter lead from the search to the cards

 private:
  QWidget* makeSide();
  QWidget* makeShelf();
  void fill(std::vector<ShelvedGraph> graphs);
  void search();
  void restyle();

  const NodeCatalog& m_catalog;
  const QString m_folder;
  bool m_reading = false;
  QString m_subject;
  QLineEdit* m_search = nullptr;
  QBoxLayout* m_subjects = nullptr;
  QListWidget* m_recent = nullptr;
  ShelfView* m_shelf = nullptr;
  QThreadPool m_pool;
};

}  // namespace weft::editor
