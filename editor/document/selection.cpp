#include "document/selection.h"

#include "document/layout.h"
#include "document/names.h"

namespace weft::editor {
namespace {

// The graph behind `instances`; nullptr: one of them is no instance.
const Graph* follow(const GraphModel& model, const QStringList& instances) {
  const Graph* graph = model.graph(QString());
  for (const QString& instance : instances) {
    const NodeEntry* node = graph->find(instance.toStdString());
    const QString name = node ? subgraphOfType(QString::fromStdString(node->type)) : QString();
    graph = name.isEmpty() ? nullptr : model.graph(name);
    if (!graph) return nullptr;
  }
  return graph;
}

}  // namespace

Selection::Selection(GraphModel& model, QObject* parent) : QObject(parent), m_model(model) {
  connect(&model, &GraphModel::changed, this, &Selection::modelChanged);
  connect(&model, &GraphModel::reset, this, [this] {
    m_instances.clear();
    clear();
    emit opened();
  });
}

QString Selection::graph() const {
  const Graph* graph = follow(m_model, m_instances);
  return graph ? QString::fromStdString(graph->name) : QString();
}

QString Selection::pathOf(const QString& node) const { return (m_instances + QStringList(node)).join(u'/'); }

bool Selection::open(const QStringList& instances) {
  if (!follow(m_model, instances)) return false;
  if (instances == m_instances) return true;
  m_instances = instances;
  clear();
  emit opened();
  return true;
}

void Selection::set(const QSet<QString>& nodes, const QString& current) {
  const QString last = nodes.contains(current)     ? current
                       : nodes.contains(m_current) ? m_current
                       : nodes.isEmpty()           ? QString()
                                                   : *nodes.begin();
  if (nodes == m_nodes && last == m_current) return;
  m_nodes = nodes;
  m_current = last;
  emit changed();
}

void Selection::setDecoration(const QSet<int>& groups, const QSet<int>& notes) {
  if (groups == m_groups && notes == m_notes) return;
  m_groups = groups;
  m_notes = notes;
  emit changed();
}

void Selection::modelChanged(const Change& change) {
  QStringList there = m_instances;
  while (!follow(m_model, there)) there.removeLast();
  if (there != m_instances) {
    open(there);
    return;
  }
  const auto found = change.graphs.find(graph());
  if (found == change.graphs.end()) return;
  QSet<QString> left = m_nodes;
  for (const QString& node : m_nodes) {
    const bool touched = found->everything || found->nodes.contains(node);
    if (touched && !isBoundary(node) && !m_model.node(graph(), node)) left.remove(node);
  }
  set(left);
  const auto inFile = [&](const QSet<int>& places, size_t count) {
    QSet<int> kept;
    for (const int place : places) {
      if (static_cast<size_t>(place) < count) kept.insert(place);
    }
    return kept;
  };
  if (found->decoration || found->everything) {
    setDecoration(inFile(m_groups, groupBoxes(m_model, graph()).size()),
                  inFile(m_notes, editor::notes(m_model, graph()).size()));
  }
}

}  // namespace weft::editor
