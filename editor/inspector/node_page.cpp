#include "inspector/node_page.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QVBoxLayout>

#include "commands/node_edits.h"
#include "commands/parameter_edits.h"
#include "document/names.h"
#include "inspector/facts_text.h"
#include "inspector/section.h"

namespace weft::editor {

NodePage::NodePage(GraphModel& model, const Selection& selection, const RunState& runs, QWidget* parent)
    : QWidget(parent),
      m_model(model),
      m_selection(selection),
      m_runs(runs),
      m_header(new NodeHeader(model, this)),
      m_parameters(new ParameterList(model, this)),
      m_computing(new Section("Computing", false, this)),
      m_results(new Section("Outputs", true, this)),
      m_outputs(new QLabel(m_results)),
      m_giveOut(new QToolButton(m_results)) {
  m_device = addField("device", "Device", {"", "cpu", "cuda", "vulkan"});
  m_dtype = addField("dtype", "Data type", {"", "float32", "bfloat16", "float16"});
  m_outputs->setObjectName("outputTypes");
  m_outputs->setTextFormat(Qt::PlainText);
  m_outputs->setWordWrap(true);
  m_outputs->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_outputs->setProperty("role", "dim");
  m_results->rows().addWidget(m_outputs);
  m_giveOut->setObjectName("giveOut");
  m_giveOut->setText("Make it an output of the graph…");
  m_giveOut->setAccessibleName("Make it an output of the graph");
  m_giveOut->setProperty("role", "link");
  m_giveOut->setFocusPolicy(Qt::TabFocus);
  m_results->rows().addWidget(m_giveOut, 0, Qt::AlignLeft);
  connect(m_giveOut, &QToolButton::clicked, this, &NodePage::offerOutputs);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(12, 12, 8, 12);
  layout->setSpacing(10);
  layout->addWidget(m_header);
  layout->addWidget(m_parameters);
  layout->addWidget(m_computing);
  layout->addWidget(m_results);
  layout->addStretch(1);
  connect(m_header, &NodeHeader::failed, this, &NodePage::failed);
  connect(m_parameters, &ParameterList::failed, this, &NodePage::failed);
  connect(m_parameters, &ParameterList::jumpWanted, this, &NodePage::jumpWanted);
}

QComboBox* NodePage::addField(const char* key, const QString& label, const QStringList& values) {
  auto* row = new QWidget(m_computing);
  auto* words = new QLabel(label, row);
  auto* box = new QComboBox(row);
  box->setObjectName(key);
  box->setAccessibleName(label);
  box->setEditable(true);
  box->setInsertPolicy(QComboBox::NoInsert);
  box->addItems(values);
  box->lineEdit()->setPlaceholderText("as the run has it");
  words->setBuddy(box);
  words->setFixedWidth(96);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins({});
  layout->addWidget(words);
  layout->addWidget(box, 1);
  m_computing->rows().addWidget(row);
  const auto put = [this, box, key] {
    const Edit edit =
        setField(m_model, m_selection.graph(), {m_nodes.begin(), m_nodes.end()}, key, box->currentText().trimmed());
    const Result<void> applied = m_model.apply(edit);
    if (!applied) emit failed(QString::fromStdString(applied.error().message));
  };
  connect(box, &QComboBox::activated, this, put);
  connect(box->lineEdit(), &QLineEdit::editingFinished, this, [box, put] {
    if (box->lineEdit()->isModified()) put();
    box->lineEdit()->setModified(false);
  });
  return box;
}

void NodePage::showField(QComboBox& box, const char* key) {
  if (box.lineEdit()->hasFocus() && box.lineEdit()->isModified()) return;
  const NodeEntry* node = m_model.node(m_selection.graph(), m_nodes.first());
  const std::string value = !node ? "" : std::string_view(key) == "device" ? node->device : node->dtype;
  box.setEditText(QString::fromStdString(value));
}

void NodePage::show(const QStringList& nodes) {
  const QString graph = m_selection.graph();
  const std::optional<NodeFace> first = nodeFace(m_model, graph, nodes.first());
  if (!first) return;
  m_nodes = nodes;
  m_header->show(graph, nodes, *first);
  m_parameters->show(commonParameters(m_model, graph, nodes));
  m_parameters->setVisible(!m_parameters->isEmpty());
  m_computing->setVisible(!isBoundary(nodes.first()));
  m_results->setVisible(nodes.size() == 1 && !isBoundary(nodes.first()) && !first->outputs.empty());
  showField(*m_device, "device");
  showField(*m_dtype, "dtype");
  showRun();
}

void NodePage::showRun() {
  if (m_nodes.isEmpty()) return;
  const bool isOne = m_nodes.size() == 1;
  const QString path = m_selection.pathOf(m_nodes.first());
  m_header->showRun(isOne ? m_runs.of(path) : NodeRun(),
                    isOne ? problemText(m_runs.check(), m_selection.graph(), m_nodes.first()) : QString());
  const QStringList outputs = isOne ? outputTexts(m_runs.check(), path) : QStringList();
  m_outputs->setText(outputs.join(u'\n'));
  m_outputs->setVisible(!outputs.isEmpty());
}

void NodePage::offerOutputs() {
  const QString graph = m_selection.graph();
  const std::optional<NodeFace> face = nodeFace(m_model, graph, m_nodes.first());
  if (!face) return;
  auto* menu = new QMenu(this);
  menu->setObjectName("outputMenu");
  menu->setAttribute(Qt::WA_DeleteOnClose);
  for (const PortFace& port : face->outputs) {
    menu->addAction(QString(port.label).replace(u'&', "&&"), this, [this, graph, node = face->id, id = port.id] {
      const Result<void> applied = m_model.apply(addGraphOutput(m_model, graph, id, node, id));
      if (!applied) emit failed(QString::fromStdString(applied.error().message));
    });
  }
  menu->popup(m_giveOut->mapToGlobal(m_giveOut->rect().bottomLeft()));
}

}  // namespace weft::editor
