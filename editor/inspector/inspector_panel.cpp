#include "inspector/inspector_panel.h"

#include <QTimer>
#include <QVBoxLayout>

#include "inspector/graph_page.h"
#include "inspector/node_page.h"
#include "theme/theme.h"

namespace weft::editor {

InspectorPanel::InspectorPanel(GraphModel& model, Selection& selection, RunState& runs, QWidget* parent)
    : QScrollArea(parent), m_model(model), m_selection(selection), m_runs(runs) {
  setObjectName("inspector");
  setAccessibleName("Inspector");
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFocusPolicy(Qt::NoFocus);
  auto* content = new QWidget(this);
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins({});
  m_node = new NodePage(model, selection, runs, content);
  m_graph = new GraphPage(model, selection, content);
  layout->addWidget(m_node);
  layout->addWidget(m_graph);
  setWidget(content);
  setMinimumWidth(240);

  connect(&model, &GraphModel::changed, this, &InspectorPanel::modelChanged);
  connect(&model, &GraphModel::reset, this, &InspectorPanel::refreshSoon);
  connect(&selection, &Selection::changed, this, &InspectorPanel::refreshSoon);
  connect(&selection, &Selection::opened, this, &InspectorPanel::refreshSoon);
  connect(&runs, &RunState::changed, m_node, &NodePage::showRun);
  connect(&runs, &RunState::checked, m_node, &NodePage::showRun);
  connect(&themeEvents(), &ThemeEvents::changed, this, &InspectorPanel::refreshSoon);
  connect(m_node, &NodePage::jumpWanted, this, &InspectorPanel::jump);
  connect(m_graph, &GraphPage::jumpWanted, this, &InspectorPanel::jump);
  connect(m_node, &NodePage::failed, this, &InspectorPanel::failed);
  connect(m_graph, &GraphPage::failed, this, &InspectorPanel::failed);
  refresh();
}

void InspectorPanel::modelChanged(const Change& change) {
  if (change.subgraphs || change.graphs.contains(m_selection.graph())) refreshSoon();
}

// Once for all that changes in a turn of the event loop: a drag moves faster than a page is read.
void InspectorPanel::refreshSoon() {
  if (std::exchange(m_isDue, true)) return;
  QTimer::singleShot(0, this, &InspectorPanel::refresh);
}

void InspectorPanel::refresh() {
  m_isDue = false;
  QStringList nodes;
  for (const QString& node : m_selection.nodes()) {
    if (nodeFace(m_model, m_selection.graph(), node)) nodes << node;
  }
  nodes.sort();
  const QString current = m_selection.current();
  if (nodes.removeAll(current) > 0) nodes.prepend(current);
  const bool isGraph = nodes.isEmpty();
  if (!isGraph) m_node->show(nodes);
  m_node->setVisible(!isGraph);
  if (isGraph) m_graph->show();
  m_graph->setVisible(isGraph);
}

void InspectorPanel::jump(const QString& node) {
  m_selection.set({node}, node);
  emit revealed(node);
}

}  // namespace weft::editor
