#include "inspector/graph_page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "commands/graph_port_edits.h"
#include "commands/subgraph_edits.h"
#include "document/names.h"
#include "inspector/field_painting.h"
#include "inspector/port_list.h"
#include "inspector/section.h"
#include "theme/icons.h"

namespace weft::editor {
namespace {

// The instances that lead from the top to a subgraph; nullopt: nothing instantiates it.
std::optional<QStringList> wayTo(const GraphModel& model, const QString& name) {
  struct Place {
    const Graph* graph;
    QStringList way;
  };
  std::vector<Place> places{{model.graph({}), {}}};
  QSet<QString> seen;
  for (size_t i = 0; i < places.size(); ++i) {
    const Place place = places[i];
    for (const NodeEntry& node : place.graph->nodes) {
      const QString inner = subgraphOfType(QString::fromStdString(node.type));
      if (inner.isEmpty() || seen.contains(inner) || !model.graph(inner)) continue;
      seen.insert(inner);
      const QStringList way = place.way + QStringList(QString::fromStdString(node.id));
      if (inner == name) return way;
      places.push_back({model.graph(inner), way});
    }
  }
  return std::nullopt;
}

}  // namespace

GraphPage::GraphPage(GraphModel& model, Selection& selection, QWidget* parent)
    : QWidget(parent),
      m_model(model),
      m_selection(selection),
      m_name(new QLineEdit(this)),
      m_doc(new QPlainTextEdit(this)),
      m_values(new Section("Values", true, this)),
      m_inputs(new Section("Inputs", true, this)),
      m_outputs(new Section("Outputs", true, this)),
      m_subgraphs(new Section("Subgraphs", true, this)),
      m_form(new ParameterList(model, m_values)),
      m_inputList(new PortList(model, GraphPort::Input, m_inputs)),
      m_outputList(new PortList(model, GraphPort::Output, m_outputs)) {
  m_name->setObjectName("graphName");
  m_name->setAccessibleName("Name of the graph");
  m_name->setPlaceholderText("Name of the graph");
  m_doc->setObjectName("graphDoc");
  m_doc->setAccessibleName("Description of the graph");
  m_doc->setPlaceholderText("What it does, for whoever opens it");
  m_doc->setTabChangesFocus(true);
  m_doc->setUndoRedoEnabled(false);
  m_doc->setFixedHeight(3 * m_doc->fontMetrics().lineSpacing() + 14);
  m_values->rows().addWidget(m_form);
  m_inputs->rows().addWidget(m_inputList);
  m_outputs->rows().addWidget(m_outputList);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(12, 12, 8, 12);
  layout->setSpacing(8);
  for (QWidget* part : std::initializer_list<QWidget*>{m_name, m_doc, m_values, m_inputs, m_outputs, m_subgraphs}) {
    layout->addWidget(part);
  }
  layout->addStretch(1);
  connect(m_name, &QLineEdit::editingFinished, this, [this] {
    if (!m_name->isModified()) return;
    m_name->setModified(false);
    apply(setGraphText(m_model, m_selection.graph(), GraphText::Name, m_name->text().trimmed()));
  });
  connect(m_doc, &QPlainTextEdit::textChanged, this, [this] {
    if (!m_isShowing) {
      apply(setGraphText(m_model, m_selection.graph(), GraphText::Doc, m_doc->toPlainText(), "graphDoc"));
    }
  });
  for (PortList* list : {m_inputList, m_outputList}) {
    connect(list, &PortList::jumpWanted, this, &GraphPage::jumpWanted);
    connect(list, &PortList::failed, this, &GraphPage::failed);
  }
  connect(m_form, &ParameterList::jumpWanted, this, &GraphPage::jumpWanted);
  connect(m_form, &ParameterList::failed, this, &GraphPage::failed);
}

void GraphPage::show() {
  const QString graph = m_selection.graph();
  const Graph* open = m_model.graph(graph);
  if (!open) return;
  showTexts();
  m_form->show(commonParameters(m_model, graph, {inputsNode()}));
  m_values->setVisible(!m_form->isEmpty());
  m_inputList->show(graph);
  m_outputList->show(graph);
  m_inputs->setVisible(!open->inputs.empty());
  m_outputs->setVisible(!open->outputs.empty());
  showSubgraphs();
}

void GraphPage::showTexts() {
  const QString graph = m_selection.graph();
  if (!m_name->hasFocus() || !m_name->isModified()) {
    m_name->setText(graph.isEmpty() ? graphText(m_model, graph, GraphText::Name) : graph);
  }
  m_name->setReadOnly(!graph.isEmpty());
  const QString doc = graphText(m_model, graph, GraphText::Doc);
  if (doc == m_doc->toPlainText()) return;
  const int caret = m_doc->textCursor().position();
  m_isShowing = true;
  m_doc->setPlainText(doc);
  m_isShowing = false;
  QTextCursor cursor = m_doc->textCursor();
  cursor.setPosition(std::min(caret, static_cast<int>(doc.size())));
  m_doc->setTextCursor(cursor);
}

void GraphPage::showSubgraphs() {
  QStringList names;
  for (const auto& [name, graph] : m_model.document().subgraphs()) names << QString::fromStdString(name);
  m_subgraphs->setVisible(!names.isEmpty());
  if (names == m_shownSubgraphs) return;
  m_shownSubgraphs = names;
  while (QLayoutItem* item = m_subgraphs->rows().takeAt(0)) {
    item->widget()->hide();
    item->widget()->deleteLater();
    delete item;
  }
  for (const QString& name : names) {
    auto* row = new QWidget(m_subgraphs);
    auto* line = new QLineEdit(name, row);
    line->setObjectName("subgraph." + name);
    line->setAccessibleName("Name of the subgraph " + name);
    auto* open = new QToolButton(row);
    open->setObjectName("open." + name);
    open->setIcon(icon(Icon::Subgraph));
    open->setToolTip("Open it");
    open->setAccessibleName("Open " + name);
    auto* remove = new QToolButton(row);
    remove->setObjectName("remove." + name);
    remove->setIcon(icon(Icon::Delete));
    remove->setToolTip("Remove it, where nothing uses it");
    remove->setAccessibleName("Remove " + name);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    layout->setSpacing(2);
    layout->addWidget(line, 1);
    layout->addWidget(open);
    layout->addWidget(remove);
    m_subgraphs->rows().addWidget(row);
    connect(line, &QLineEdit::editingFinished, this, [this, line, name] {
      if (!line->isModified()) return;
      line->setModified(false);
      const Edit edit = renameSubgraph(m_model, name, line->text().trimmed());
      if (edit.isEmpty()) line->setText(name);
      apply(edit);
    });
    connect(open, &QToolButton::clicked, this, [this, name] { openSubgraph(name); });
    connect(remove, &QToolButton::clicked, this, [this, name] {
      const Edit edit = removeSubgraph(m_model, name);
      if (edit.isEmpty()) emit failed(QString("“%1” is still used").arg(name));
      apply(edit);
    });
  }
}

void GraphPage::openSubgraph(const QString& name) {
  const std::optional<QStringList> way = wayTo(m_model, name);
  if (!way || !m_selection.open(*way)) {
    emit failed(QString("No node of the graph is an instance of “%1”: choose it in the search to make one").arg(name));
  }
}

void GraphPage::apply(const Edit& edit) {
  const Result<void> applied = m_model.apply(edit);
  if (!applied) emit failed(QString::fromStdString(applied.error().message));
}

}  // namespace weft::editor
