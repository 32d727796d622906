#include "window/problem_list.h"

#include "document/names.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace weft::editor {

ProblemPlace placeOfProblem(const QString& path) {
  const QStringList keys = path.split(u'.');
  ProblemPlace place;
  qsizetype at = 0;
  if (keys.value(0) == "graphs") {
    place.graph = keys.value(1);
    at = 2;
  }
  if (keys.value(at) == "nodes") place.node = keys.value(at + 1);
  return place;
}

ProblemList::ProblemList(GraphModel& model, Selection& selection, RunController& runs, QWidget* parent)
    : QListWidget(parent), m_model(model), m_selection(selection), m_runs(runs) {
  setObjectName("problem-list");
  setWordWrap(true);
  setUniformItemSizes(false);
  connect(&runs.state(), &RunState::checked, this, &ProblemList::fill);
  connect(this, &QListWidget::itemActivated, this, [this](QListWidgetItem* item) { go(*item); });
  connect(this, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) { go(*item); });
  fill();
}

void ProblemList::fill() {
  clear();
  const GraphCheck& check = m_runs.state().check();
  for (const Problem& problem : check.problems) {
    const QString path = QString::fromStdString(problem.path), text = QString::fromStdString(problem.message);
    auto* item = new QListWidgetItem(icon(Icon::Error, theme().error), path.isEmpty() ? text : path + ": " + text);
    item->setData(Qt::UserRole, path);
    addItem(item);
  }
  if (count() > 0) return;
  auto* none = new QListWidgetItem(check.known ? "No problems" : "Not checked yet");
  none->setFlags(Qt::NoItemFlags);
  addItem(none);
}

void ProblemList::go(const QListWidgetItem& item) {
  const ProblemPlace place = placeOfProblem(item.data(Qt::UserRole).toString());
  if (place.node.isEmpty() || !m_model.node(place.graph, place.node)) return;
  if (place.graph != m_selection.graph()) {
    // Any instance of the subgraph does, looked for in the top graph.
    for (const NodeEntry& node : m_model.document().graph().nodes) {
      if (subgraphOfType(QString::fromStdString(node.type)) != place.graph) continue;
      if (m_selection.open({QString::fromStdString(node.id)})) break;
    }
    if (place.graph != m_selection.graph() && !(place.graph.isEmpty() && m_selection.open({}))) return;
  }
  m_selection.set({place.node}, place.node);
}

}  // namespace weft::editor
