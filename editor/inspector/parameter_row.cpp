#include "inspector/parameter_row.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QMenu>

#include <weft/graph/node_json.h>

#include "commands/graph_port_edits.h"
#include "commands/layout_edits.h"
#include "commands/link_edits.h"
#include "commands/parameter_edits.h"
#include "document/names.h"
#include "inspector/edit_gesture.h"
#include "inspector/field_painting.h"
#include "inspector/link_button.h"
#include "inspector/seed_button.h"
#include "theme/icons.h"

namespace weft::editor {
namespace {

bool isSameType(const ParameterType& a, const ParameterType& b) {
  return &a == &b || (a.id == b.id && a.kind == b.kind && parameterJson(a) == parameterJson(b));
}

}  // namespace

ParameterRow::ParameterRow(GraphModel& model, const RowContent& content, QWidget* parent)
    : QWidget(parent),
      m_model(model),
      m_content(content),
      m_label(new QLabel(this)),
      m_editor(makeParameterEditor(*content.face.type, model, this)),
      m_link(new LinkButton(this)),
      m_seeds(new SeedButton(this)),
      m_reset(new QToolButton(this)) {
  const QString label = QString::fromStdString(content.face.type->label);
  setObjectName("row." + content.face.id);
  m_label->setTextFormat(Qt::PlainText);
  m_label->setText(label);
  m_label->setBuddy(m_editor);
  m_label->setFixedHeight(fieldHeight(*this));
  m_link->setObjectName("link." + content.face.id);
  m_reset->setObjectName("reset." + content.face.id);
  m_reset->setAccessibleName("Reset " + label);
  m_reset->setIcon(icon(Icon::Reset));
  m_reset->setIconSize({12, 12});
  m_reset->setFixedSize(20, fieldHeight(*this));
  m_reset->setFocusPolicy(Qt::TabFocus);
  QSizePolicy kept = m_reset->sizePolicy();
  kept.setRetainSizeWhenHidden(true);
  m_reset->setSizePolicy(kept);

  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins({});
  layout->setSpacing(6);
  layout->addWidget(m_label, 0, Qt::AlignTop);
  layout->addWidget(m_link, 1, Qt::AlignTop);
  layout->addWidget(m_editor, 1, Qt::AlignTop);
  layout->addWidget(m_seeds, 0, Qt::AlignTop);
  layout->addWidget(m_reset, 0, Qt::AlignTop);

  auto* gesture = new EditGesture(*m_editor, model, content.graph, content.nodes, content.face.id);
  connect(gesture, &EditGesture::failed, this, &ParameterRow::failed);
  connect(m_reset, &QToolButton::clicked, this, &ParameterRow::reset);
  connect(m_link, &QPushButton::clicked, this, [this] {
    if (m_content.source) emit jumpWanted(m_content.source->node);
  });
  connect(m_seeds, &SeedButton::chosen, this, [this](SeedChange change) {
    for (const QString& node : m_content.nodes) {
      apply(setSeedChange(m_model, m_content.graph, node, m_content.face.id, change));
    }
  });
  refresh();
}

bool ParameterRow::setContent(const RowContent& content) {
  const bool isSame = content.graph == m_content.graph && content.nodes == m_content.nodes &&
                      content.face.id == m_content.face.id && isSameType(*content.face.type, *m_content.face.type);
  if (!isSame) return false;
  m_content = content;
  refresh();
  return true;
}

void ParameterRow::setLabelWidth(int width) {
  m_label->setFixedWidth(width);
  const QString label = QString::fromStdString(m_content.face.type->label);
  m_label->setText(m_label->fontMetrics().elidedText(label, Qt::ElideRight, width));
}

void ParameterRow::refresh() {
  const bool isLinked = m_content.face.linked;
  m_editor->setValue(m_content.face.value);
  m_editor->setVisible(!isLinked);
  m_link->setVisible(isLinked);
  m_link->setSource(m_content.source, QString::fromStdString(m_content.face.type->label));
  m_seeds->setVisible(m_content.face.type->kind == WEFT_PARAMETER_SEED && !isLinked);
  m_seeds->setChange(m_content.seeds);
  const Json value = defaultOf(*m_content.face.type);
  // The value of a graph's input is its default: an arrow there would take the person's own away.
  const bool differs = m_content.isGiven && m_content.face.value != value && !m_content.nodes.contains(inputsNode());
  m_reset->setVisible(differs && !isLinked);
  m_reset->setToolTip(plainTip(QString("Back to the default, %1").arg(valueText(*m_content.face.type, value))));
  m_label->setToolTip(toolTipText());
  m_label->setEnabled(!isLinked);
}

QString ParameterRow::toolTipText() const {
  const ParameterType& type = *m_content.face.type;
  QString text = "<p><b>" + QString::fromStdString(type.label).toHtmlEscaped() + "</b></p>";
  if (!type.doc.empty()) text += "<p>" + QString::fromStdString(type.doc).toHtmlEscaped() + "</p>";
  const Json value = defaultOf(type);
  QStringList facts{m_content.face.id.toHtmlEscaped()};
  if (!value.is_null() && value != "") facts << "default " + valueText(type, value).toHtmlEscaped();
  return text + "<p>" + facts.join(" · ") + "</p>";
}

void ParameterRow::apply(const Edit& edit) {
  const Result<void> applied = m_model.apply(edit);
  if (!applied) emit failed(QString::fromStdString(applied.error().message));
}

void ParameterRow::reset() { apply(resetParameter(m_model, m_content.graph, m_content.nodes, m_content.face.id)); }

void ParameterRow::promote() {
  const QString node = *m_content.nodes.begin();
  apply(addGraphInput(m_model, m_content.graph, m_content.face.id, node, m_content.face.id));
}

void ParameterRow::unpromote() {
  if (m_content.source) apply(removeGraphInput(m_model, m_content.graph, m_content.source->port));
}

void ParameterRow::disconnectSource() {
  const QString node = *m_content.nodes.begin();
  const PortRef to{node, m_content.face.id};
  std::vector<Link> links;
  for (const Link& link : linksInto(*m_model.graph(m_content.graph), node)) {
    if (link.to == to) links.push_back(link);
  }
  apply(editor::disconnect(m_model, m_content.graph, links));
}

void ParameterRow::copyValue() const {
  const Json& value = m_content.face.value;
  const QString text = value.is_string() ? QString::fromStdString(value.get_ref<const std::string&>())
                                         : QString::fromStdString(value.dump());
  QApplication::clipboard()->setText(text);
}

// What fits the kind: a text as it is, anything else as it is written in a file.
void ParameterRow::pasteValue() {
  const std::string text = QApplication::clipboard()->text().toStdString();
  const bool isText = defaultOf(*m_content.face.type).is_string();
  const Result<Json> read = isText ? Result<Json>(Json(text)) : parseJson(text, "the clipboard");
  if (!read) return emit failed(QString::fromStdString(read.error().message));
  apply(setParameter(m_model, m_content.graph, m_content.nodes, m_content.face.id, *read));
}

void ParameterRow::contextMenuEvent(QContextMenuEvent* event) {
  showMenu(event->globalPos());
  event->accept();
}

void ParameterRow::showMenu(QPoint at) {
  auto* menu = new QMenu(this);
  menu->setObjectName("parameterMenu");
  menu->setAttribute(Qt::WA_DeleteOnClose);
  QAction* reset = menu->addAction(icon(Icon::Reset), "Reset to default", this, &ParameterRow::reset);
  reset->setEnabled(m_content.isGiven);
  QAction* copy = menu->addAction(icon(Icon::Copy), "Copy value", this, &ParameterRow::copyValue);
  copy->setEnabled(!m_content.face.value.is_null());
  menu->addAction(icon(Icon::Paste), "Paste value", this, &ParameterRow::pasteValue);
  addLinkActions(*menu);
  menu->popup(at);
}

void ParameterRow::addLinkActions(QMenu& menu) {
  if (m_content.nodes.size() != 1 || *m_content.nodes.begin() == inputsNode()) return;
  menu.addSeparator();
  if (m_content.isPromoted) {
    menu.addAction("Remove from the graph's inputs", this, &ParameterRow::unpromote);
  } else if (m_content.face.type->kind != WEFT_PARAMETER_GRAPH) {
    menu.addAction("Make it an input of the graph", this, &ParameterRow::promote);
  }
  if (!m_content.source) return;
  menu.addAction("Disconnect", this, &ParameterRow::disconnectSource);
  menu.addAction("Go to what gives it", this, [this] { emit jumpWanted(m_content.source->node); });
}

}  // namespace weft::editor
