// The panel "Help": the reference of a node type, following what is selected, with links between types and a way back.
#pragma once

#include <QPointer>
#include <QTextBrowser>

#include "document/selection.h"

namespace weft::editor {

class HelpPage : public QTextBrowser {
  Q_OBJECT

 public:
  explicit HelpPage(const NodeCatalog& catalog, QWidget* parent = nullptr);

  void showType(const QString& typeId);
  // From now on the node that was selected last. Either may be nullptr: then nothing is followed.
  void follow(const GraphModel* model, Selection* selection);

  bool canGoBack() const { return !m_before.isEmpty(); }
  void goBack();  // to the page from which a link led here; Alt+Left

 signals:
  void typeShown(const QString& typeId);

 protected:
  QVariant loadResource(int type, const QUrl& name) override;  // nothing: pages are whole as they are
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void showSelected();
  void showPage(const QString& typeId, const QString& html);

  const NodeCatalog& m_catalog;
  QPointer<const GraphModel> m_model;
  QPointer<Selection> m_selection;
  QString m_type;        // empty: no type's page
  QStringList m_before;  // types whose links were followed
};

}  // namespace weft::editor
