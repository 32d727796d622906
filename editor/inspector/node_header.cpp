#include "inspector/node_header.h"

#include <QColorDialog>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "commands/layout_edits.h"
#include "commands/node_edits.h"
#include "document/names.h"
#include "inspector/facts_text.h"
#include "inspector/field_painting.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

QString firstSentence(const QString& doc) {
  const qsizetype end = doc.indexOf(". ");
  return end < 0 ? doc : doc.left(end + 1);
}

QString docOf(const NodeFace& face) {
  switch (face.kind) {
    case NodeKind::GraphInputs:
      return "What the graph takes. Values here are the inputs’ defaults.";
    case NodeKind::GraphOutputs:
      return "What the graph gives.";
    case NodeKind::Missing:
      return "No pack that is there knows this type. The node keeps everything that the file says of it.";
    default:
      return face.type ? QString::fromStdString(face.type->doc) : QString();
  }
}

QLabel* plainLabel(const char* name, QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setObjectName(name);
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

}  // namespace

NodeHeader::NodeHeader(GraphModel& model, QWidget* parent)
    : QWidget(parent),
      m_model(model),
      m_title(new QLineEdit(this)),
      m_type(plainLabel("nodeType", this)),
      m_docLabel(plainLabel("nodeDoc", this)),
      m_status(plainLabel("nodeStatus", this)),
      m_switches(new QWidget(this)),
      m_more(new QToolButton(this)) {
  auto* switches = new QHBoxLayout(m_switches);
  switches->setContentsMargins({});
  switches->setSpacing(2);
  m_mute = addSwitch("mute", "Mute: leave it out, and all that needs it", static_cast<int>(Icon::Mute));
  m_bypass = addSwitch("bypass", "Bypass: pass its input through", static_cast<int>(Icon::Bypass));
  m_collapse = addSwitch("collapse", "Collapse", static_cast<int>(Icon::Collapse));
  m_pin = addSwitch("pin", "Pin: it cannot be moved", static_cast<int>(Icon::Pin));
  m_colourButton = addSwitch("colour", "Colour", static_cast<int>(Icon::Colour));
  m_colourButton->setCheckable(false);
  switches->addStretch(1);
  m_title->setObjectName("nodeTitle");
  m_title->setAccessibleName("Title");
  m_title->setProperty("role", "quiet");
  QFont bold = font();
  bold.setWeight(QFont::DemiBold);
  bold.setPixelSize(bold.pixelSize() + 2);
  m_title->setFont(bold);
  m_type->setProperty("role", "dim");
  m_more->setObjectName("moreDoc");
  m_more->setText("More");
  m_more->setProperty("role", "link");
  m_more->setAccessibleName("More of the documentation");
  m_more->setFocusPolicy(Qt::TabFocus);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(10, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(m_title);
  layout->addWidget(m_type);
  layout->addWidget(m_switches);
  layout->addWidget(m_docLabel);
  layout->addWidget(m_more, 0, Qt::AlignLeft);
  layout->addWidget(m_status);

  connect(m_title, &QLineEdit::editingFinished, this, &NodeHeader::retitle);
  connect(m_mute, &QToolButton::clicked, this, [this] { apply(toggle(m_model, m_graph, nodes(), Switch::Mute)); });
  connect(m_bypass, &QToolButton::clicked, this, [this] { apply(toggle(m_model, m_graph, nodes(), Switch::Bypass)); });
  connect(m_collapse, &QToolButton::clicked, this,
          [this](bool on) { apply(setCollapsed(m_model, m_graph, nodes(), on)); });
  connect(m_pin, &QToolButton::clicked, this, [this](bool on) { apply(setPinned(m_model, m_graph, nodes(), on)); });
  connect(m_colourButton, &QToolButton::clicked, this, &NodeHeader::pickColour);
  connect(m_more, &QToolButton::clicked, this, [this] {
    m_isWhole = !m_isWhole;
    showDoc();
  });
}

QToolButton* NodeHeader::addSwitch(const char* name, const QString& label, int which) {
  auto* button = new QToolButton(m_switches);
  button->setObjectName(name);
  button->setIcon(icon(static_cast<Icon>(which)));
  button->setCheckable(true);
  button->setAccessibleName(label.section(u':', 0, 0));
  button->setToolTip(label);
  button->setFocusPolicy(Qt::TabFocus);
  m_switches->layout()->addWidget(button);
  return button;
}

void NodeHeader::show(const QString& graph, const QStringList& nodes, const NodeFace& first) {
  if (nodes != m_nodes || graph != m_graph) m_isWhole = false;
  const bool isTyping = nodes == m_nodes && m_title->hasFocus() && m_title->isModified();
  m_graph = graph;
  m_nodes = nodes;
  const bool isOne = nodes.size() == 1;
  const bool isBoundaryNode = isBoundary(first.id);
  if (!isTyping) m_title->setText(isOne ? first.title : QString("%1 nodes").arg(nodes.size()));
  m_title->setReadOnly(!isOne);
  m_type->setText(isOne ? first.id + " · " + first.typeId : "Edited together");
  m_type->setVisible(!isBoundaryNode || !isOne);
  m_doc = isOne ? docOf(first) : QString();
  m_colour = first.look.colour.isValid() ? first.look.colour
             : first.outputs.empty()     ? theme().nodeBorder
                                         : typeColour(first.outputs.front().type);
  m_mute->setChecked(first.mute);
  m_bypass->setChecked(first.bypass);
  m_collapse->setChecked(first.look.collapsed);
  m_pin->setChecked(first.look.pinned);
  m_mute->setVisible(!isBoundaryNode);
  m_bypass->setVisible(!isBoundaryNode);
  showDoc();
  QWidget::update();
}

void NodeHeader::showDoc() {
  const QString brief = firstSentence(m_doc);
  m_docLabel->setText(m_isWhole ? m_doc : brief);
  m_docLabel->setVisible(!m_doc.isEmpty());
  m_more->setVisible(brief.size() < m_doc.size());
  m_more->setText(m_isWhole ? "Less" : "More");
}

void NodeHeader::showRun(const NodeRun& run, const QString& problem) {
  const QString text = !problem.isEmpty() ? problem : runText(run);
  m_status->setText(text);
  m_status->setVisible(!text.isEmpty());
  const bool isWrong = !problem.isEmpty() || run.status == NodeStatus::Failed;
  QPalette colours = m_status->palette();
  colours.setColor(QPalette::WindowText, isWrong ? theme().error : theme().dimText);
  m_status->setPalette(colours);
}

void NodeHeader::apply(const Edit& edit) {
  const Result<void> applied = m_model.apply(edit);
  if (!applied) emit failed(QString::fromStdString(applied.error().message));
}

void NodeHeader::retitle() {
  if (!m_title->isModified() || m_nodes.size() != 1) return;
  m_title->setModified(false);
  apply(setTitle(m_model, m_graph, m_nodes.first(), m_title->text().trimmed()));
}

void NodeHeader::pickColour() {
  auto* dialog = new QColorDialog(m_colour, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QColorDialog::colorSelected, this,
          [this](const QColor& colour) { apply(setColour(m_model, m_graph, nodes(), colour)); });
  dialog->open();
}

void NodeHeader::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(m_colour);
  painter.drawRoundedRect(QRectF(0, 0, 3, height()), 1.5, 1.5);
}

}  // namespace weft::editor
