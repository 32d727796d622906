#include "palette/help_page.h"

#include <QKeyEvent>
#include <QScrollBar>

#include "document/names.h"
#include "palette/help_html.h"
#include "theme/theme.h"

namespace weft::editor {

HelpPage::HelpPage(const NodeCatalog& catalog, QWidget* parent) : QTextBrowser(parent), m_catalog(catalog) {
  setObjectName("helpPage");
  setAccessibleName("Help");
  setOpenLinks(false);
  setOpenExternalLinks(false);
  setFrameShape(QFrame::NoFrame);
  setFont(uiFont());
  document()->setDocumentMargin(14);
  connect(this, &QTextBrowser::anchorClicked, this, [this](const QUrl& url) {
    const QString id = url.path();
    if (url.scheme() != "node" || !m_catalog.find(id.toStdString())) return;
    if (!m_type.isEmpty()) m_before.append(m_type);
    const QStringList before = m_before;
    showType(id);
    m_before = before;
  });
  connect(&themeEvents(), &ThemeEvents::changed, this, [this] {
    if (m_type.isEmpty())
      showSelected();
    else
      showType(m_type);
  });
  showSelected();
}

QVariant HelpPage::loadResource(int, const QUrl&) { return {}; }

void HelpPage::showPage(const QString& typeId, const QString& html) {
  const bool isSame = m_type == typeId && !typeId.isEmpty();
  const int place = verticalScrollBar()->value();
  m_type = typeId;
  setStyleSheet(QString("QTextBrowser { background: %1; border: none; }").arg(theme().panel.name()));
  document()->setDefaultStyleSheet(helpStyle());
  setHtml(html);
  verticalScrollBar()->setValue(isSame ? place : 0);
}

void HelpPage::showType(const QString& typeId) {
  const NodeType* type = m_catalog.find(typeId.toStdString());
  if (typeId != m_type) m_before.clear();
  if (!type) return showPage({}, helpMessage("Nothing is known of the type " + typeId));
  showPage(typeId, helpHtml(*type, m_catalog));
  emit typeShown(typeId);
}

void HelpPage::goBack() {
  if (m_before.isEmpty()) return;
  QStringList before = m_before;
  const QString type = before.takeLast();
  showType(type);
  m_before = before;
}

void HelpPage::follow(const GraphModel* model, Selection* selection) {
  if (m_model) m_model->disconnect(this);
  if (m_selection) m_selection->disconnect(this);
  m_model = model;
  m_selection = selection;
  if (selection) {
    connect(selection, &Selection::changed, this, &HelpPage::showSelected);
    connect(selection, &Selection::opened, this, &HelpPage::showSelected);
  }
  showSelected();
}

// A page that was asked for stays while nothing is selected.
void HelpPage::showSelected() {
  const QString node = m_selection ? m_selection->current() : QString();
  const std::optional<NodeFace> face =
      m_model && !node.isEmpty() ? nodeFace(*m_model, m_selection->graph(), node) : std::nullopt;
  if (face && face->type) return showType(face->typeId);
  if (face) {
    m_before.clear();
    return showPage({}, helpHtml(*face));
  }
  if (m_type.isEmpty()) showPage({}, helpMessage("Select a node to read what it does and takes."));
}

void HelpPage::keyPressEvent(QKeyEvent* event) {
  const bool isBack = event->matches(QKeySequence::Back) || event->key() == Qt::Key_Backspace;
  if (isBack && canGoBack()) return goBack();
  QTextBrowser::keyPressEvent(event);
}

}  // namespace weft::editor
