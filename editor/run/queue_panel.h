// The runs of the tab that is shown: those that wait, the one under way, and the history with its pictures.
#pragma once

#include <QPointer>
#include <QWidget>

class QListView;
class QToolButton;

namespace weft::editor {

class RunController;
class RunList;
struct RunRecord;

class QueuePanel : public QWidget {
  Q_OBJECT

 public:
  explicit QueuePanel(QWidget* parent = nullptr);
  void setController(RunController* controller);  // nullptr: no tab is shown

 signals:
  void nodeWanted(const QString& path);                                 // the node that failed
  void graphWanted(const QString& text, const QString& title);          // the graph of a run, in a tab of its own
  void picturesWanted(const QStringList& files, const QString& title);  // that a run saved

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;  // Delete, in the list

 private:
  void openMenu(const QPoint& at);
  void activate();              // what a double click does: its failed node, its pictures, or its graph
  QList<int> selected() const;  // ids
  const RunRecord* current() const;
  void cancelSelected();
  void runAgain();
  void copySeed();
  void openGraph();
  void update();

  QPointer<RunController> m_controller;
  RunList* m_runs;
  QListView* m_list;
  QToolButton* m_cancelAll;
  QToolButton* m_clear;
};

}  // namespace weft::editor
