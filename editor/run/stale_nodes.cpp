#include "run/stale_nodes.h"

#include "document/links.h"
#include "document/names.h"
#include "run/node_paths.h"
#include "run/run_targets.h"

namespace weft::editor {
namespace {

// Where a graph's inputs have changed, so has what they feed.
QSet<QString> withFed(const Graph& graph, QSet<QString> nodes) {
  if (!nodes.contains(inputsNode())) return nodes;
  for (const GraphInput& input : graph.inputs) {
    for (const Endpoint& to : input.to) nodes.insert(portRef(to).node);
  }
  return nodes;
}

}  // namespace

QSet<QString> stalePaths(const GraphModel& model, QHash<QString, QSet<QString>> changed, const QStringList& paths) {
  QStringList graphs{QString()};
  for (const auto& [name, graph] : model.document().subgraphs()) graphs.append(QString::fromStdString(name));
  // Instances in which something has changed: what they give is out of date, not all that is in them.
  QHash<QString, QSet<QString>> within;
  for (bool grown = true; grown;) {  // nesting ends, and so does this
    grown = false;
    for (const QString& name : graphs) {
      const Graph& graph = *model.graph(name);
      QSet<QString> nodes = changed.value(name);
      for (const NodeEntry& node : graph.nodes) {
        const QString id = QString::fromStdString(node.id), inner = graphBehind(model, name, id);
        if (inner.isEmpty() || (changed.value(inner).isEmpty() && within.value(inner).isEmpty())) continue;
        grown |= !within.value(name).contains(id);
        within[name].insert(id);
      }
      for (const Link& link : linksOf(graph)) {
        if (within.value(name).contains(link.from.node)) nodes.insert(link.to.node);
      }
      if (nodes.isEmpty()) continue;
      nodes = dependentsOf(graph, withFed(graph, std::move(nodes)));
      grown |= nodes != changed.value(name);
      changed[name] = nodes;
    }
  }
  QSet<QString> stale;
  for (const QString& path : paths) {
    QString graph;
    const QStringList parts = path.split(u'/');
    for (qsizetype i = 0; i < parts.size(); ++i) {
      const bool isLast = i + 1 == parts.size();
      // What is in an instance may depend on any of its inputs.
      if (changed.value(graph).contains(parts[i]) || (isLast && within.value(graph).contains(parts[i]))) {
        stale.insert(path);
        break;
      }
      if (!isLast) graph = graphBehind(model, graph, parts[i]);
      if (!isLast && graph.isEmpty()) break;
    }
  }
  return stale;
}

StaleNodes::StaleNodes(const GraphModel& model, const GraphMirror& mirror, const RunState& state, QObject* parent)
    : QObject(parent), m_model(model), m_state(state) {
  constexpr int moment = 50;  // milliseconds
  m_soon.setSingleShot(true);
  m_soon.setInterval(moment);
  // The change that says where it is comes next.
  connect(&mirror, &GraphMirror::revised, this, [this] { m_noticing = !m_paused; });
  connect(&model, &GraphModel::changed, this, &StaleNodes::note);
  connect(&model, &GraphModel::reset, this, [this] { m_changed.clear(); });
  connect(&m_soon, &QTimer::timeout, this, [this] {
    const auto changed = std::exchange(m_changed, {});
    const QStringList paths = m_state.paths();
    if (!paths.isEmpty()) emit outdated(stalePaths(m_model, changed, paths));
  });
}

void StaleNodes::setPaused(bool paused) {
  m_paused = paused;
  m_noticing = false;
}

void StaleNodes::note(const Change& change) {
  if (!std::exchange(m_noticing, false)) return;
  for (auto it = change.graphs.begin(); it != change.graphs.end(); ++it) {
    QSet<QString>& nodes = m_changed[it.key()];
    nodes += it->nodes;
    const Graph* graph = it->everything ? m_model.graph(it.key()) : nullptr;
    if (!graph) continue;
    for (const NodeEntry& node : graph->nodes) nodes += QString::fromStdString(node.id);
  }
  if (!m_soon.isActive()) m_soon.start();
}

}  // namespace weft::editor
