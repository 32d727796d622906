#include "run/run_targets.h"

#include <algorithm>

#include "document/links.h"
#include "document/names.h"
#include "run/node_paths.h"

namespace weft::editor {
namespace {

bool saves(const GraphModel& model, const NodeEntry& node) {
  const NodeType* type = model.catalog().find(node.type);
  return type && (type->has(WEFT_NODE_SIDE_EFFECTS) || type->has(WEFT_NODE_OUTPUT));
}

// All that `wanted` is reached by (or reaches, forwards), along `links`.
QSet<QString> closure(const std::vector<Link>& links, QSet<QString> reached, bool forwards) {
  QMultiHash<QString, QString> next;
  for (const Link& link : links) {
    if (isBoundary(link.from.node) || isBoundary(link.to.node)) continue;
    if (forwards)
      next.insert(link.from.node, link.to.node);
    else
      next.insert(link.to.node, link.from.node);
  }
  QStringList open(reached.begin(), reached.end());
  while (!open.isEmpty()) {
    const QString node = open.takeLast();
    const auto [begin, end] = next.equal_range(node);
    for (auto it = begin; it != end; ++it) {
      if (reached.contains(*it)) continue;
      reached.insert(*it);
      open.append(*it);
    }
  }
  return reached;
}

// Which graphs of the file have nodes that save, at any depth.
class SavingGraphs {
 public:
  explicit SavingGraphs(const GraphModel& model) : m_model(model) {}
  // Nodes that save, as paths below `scope`. Instances are only gone into where there are some; a file that repeats
  // them without end is not followed to it.
  void addNodes(const Graph& graph, const QString& scope, int depth, QStringList& saving) {
    for (const NodeEntry& node : graph.nodes) {
      if (node.mute || node.bypass || saving.size() >= mostSaving) continue;
      const QString path = scope + QString::fromStdString(node.id);
      if (saves(m_model, node)) saving.append(path);
      const Graph* inner = instanceOf(node);
      if (inner && depth < deepest && has(*inner, depth)) addNodes(*inner, path + u'/', depth + 1, saving);
    }
  }

 private:
  static constexpr int deepest = 64;  // instances within instances, as a plan allows
  static constexpr qsizetype mostSaving = 256;

  const Graph* instanceOf(const NodeEntry& node) const {
    const QString name = subgraphOfType(QString::fromStdString(node.type));
    return name.isEmpty() ? nullptr : m_model.graph(name);
  }
  bool has(const Graph& graph, int depth) {
    const auto known = m_known.find(&graph);
    if (known != m_known.end()) return *known;
    m_known[&graph] = false;  // of one that lies within itself
    const bool found = std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const NodeEntry& node) {
      const Graph* inner = instanceOf(node);
      return saves(m_model, node) || (inner && depth < deepest && has(*inner, depth + 1));
    });
    m_known[&graph] = found;
    return found;
  }

  const GraphModel& m_model;
  QHash<const Graph*, bool> m_known;
};

// Nodes that nobody reads.
QStringList ends(const Graph& graph) {
  QSet<QString> read;
  for (const Link& link : linksOf(graph)) read.insert(link.from.node);
  QStringList ends;
  for (const NodeEntry& node : graph.nodes) {
    const QString id = QString::fromStdString(node.id);
    if (!node.mute && !node.bypass && !read.contains(id)) ends.append(id);
  }
  return ends;
}

QString topOf(const QString& path) { return path.section(u'/', 0, 0); }

}  // namespace

QSet<QString> neededNodes(const GraphModel& model, const QStringList& to) {
  const Graph& graph = *model.graph(QString());
  QStringList wanted = to;
  if (wanted.isEmpty()) {
    SavingGraphs(model).addNodes(graph, {}, 0, wanted);
    for (const auto& [name, source] : graph.outputs) wanted.append(portRef(source).node);
  }
  QSet<QString> nodes;
  for (const QString& path : wanted) nodes.insert(topOf(path));
  nodes = closure(linksOf(graph), nodes, false);
  nodes.removeIf([&](const QString& id) {
    const NodeEntry* node = graph.find(id.toStdString());
    return !node || node->mute || node->bypass;
  });
  return nodes;
}

std::vector<std::pair<QString, QString>> savedBy(const GraphModel& model) {
  QStringList saving;
  SavingGraphs(model).addNodes(*model.graph(QString()), {}, 0, saving);
  std::vector<std::pair<QString, QString>> pairs;
  for (const QString& path : saving) {
    const QString scope = path.left(path.lastIndexOf(u'/') + 1);
    const std::optional<NodePlace> place = placeOf(model, path);
    if (!place) continue;
    for (const Link& link : linksInto(*model.graph(place->graph), place->node)) {
      const QString giver = isBoundary(link.from.node) ? QString() : giverOf(model, scope, link.from).node;
      if (!giver.isEmpty() && placeOf(model, giver)) pairs.emplace_back(giver, path);
    }
  }
  return pairs;
}

QStringList shownNodes(const GraphModel& model) {
  const Graph& top = *model.graph(QString());
  const std::vector<std::pair<QString, QString>> saved = savedBy(model);
  QStringList shown;
  for (const auto& [giver, saver] : saved) shown.append(giver);
  for (const auto& [name, source] : top.outputs) {
    const QString giver = giverOf(model, {}, portRef(source)).node;
    if (!giver.isEmpty() && placeOf(model, giver)) shown.append(giver);
  }
  if (shown.isEmpty()) {
    QStringList saving;
    SavingGraphs(model).addNodes(top, {}, 0, saving);
    for (const QString& id : ends(top)) {
      if (!saving.contains(id)) shown.append(id);
    }
  }
  shown.removeDuplicates();
  return shown;
}

QSet<QString> dependentsOf(const Graph& graph, QSet<QString> nodes) {
  return closure(linksOf(graph), std::move(nodes), true);
}

}  // namespace weft::editor
