#include "document/link_circles.h"

#include <algorithm>

#include "document/names.h"

namespace weft::editor {
namespace {

const std::string graphInputs = inputsNode().toStdString();
const std::string graphOutputs = outputsNode().toStdString();

}  // namespace

// The wires of a graph by the node at either end.
struct LinkCircles::Wire {
  Endpoint from, to;
};
struct LinkCircles::Sides {
  std::map<std::string, std::vector<Wire>> leaving, entering;
  std::map<const Graph*, std::vector<std::string>> instances;
  void add(const Endpoint& from, const Endpoint& to) {
    leaving[from.node].push_back({from, to});
    entering[to.node].push_back({from, to});
  }
};

LinkCircles::LinkCircles(const GraphModel& model, const Graph& graph) : m_model(model), m_graph(graph) {}
LinkCircles::~LinkCircles() = default;

const Graph* LinkCircles::innerGraph(const NodeEntry* node) const {
  const QString name = node ? subgraphOfType(QString::fromStdString(node->type)) : QString();
  return name.isEmpty() ? nullptr : m_model.graph(name);
}

LinkCircles::Sides& LinkCircles::sidesOf(const Graph& graph) {
  std::unique_ptr<Sides>& sides = m_sides[&graph];
  if (sides) return *sides;
  sides = std::make_unique<Sides>();
  for (const GraphInput& input : graph.inputs) {
    for (const Endpoint& to : input.to) sides->add({graphInputs, input.name}, to);
  }
  for (const NodeEntry& node : graph.nodes) {
    if (const Graph* inner = innerGraph(&node)) sides->instances[inner].push_back(node.id);
    for (const auto& [port, sources] : node.inputs) {
      for (const Endpoint& from : sources) sides->add(from, {node.id, port});
    }
  }
  for (const auto& [name, from] : graph.outputs) sides->add(from, {graphOutputs, name});
  return *sides;
}

LinkCircles::Vertex LinkCircles::vertexOf(const Graph& graph, const Endpoint& end, bool isOutput) const {
  const bool hasPorts = end.node.starts_with('@') || innerGraph(graph.find(end.node));
  return hasPorts ? Vertex{end.node, end.port, isOutput} : Vertex{end.node, {}, false};
}

std::vector<LinkCircles::Vertex> LinkCircles::nextOf(const Graph& graph, const Vertex& vertex, Direction direction) {
  std::vector<Vertex> next;
  const bool down = direction == Direction::Down;
  const Graph* inner = innerGraph(graph.find(vertex.node));
  if (inner && vertex.isOutput != down) {
    for (const auto& [input, output] : passesOf(*inner)) {
      if ((down ? input : output) == vertex.port) next.push_back({vertex.node, down ? output : input, down});
    }
    return next;
  }
  const Sides& sides = sidesOf(graph);
  const auto& wires = down ? sides.leaving : sides.entering;
  const auto found = wires.find(vertex.node);
  if (found == wires.end()) return next;
  for (const Wire& wire : found->second) {
    const Endpoint& here = down ? wire.from : wire.to;
    if (!vertex.port.empty() && here.port != vertex.port) continue;
    next.push_back(vertexOf(graph, down ? wire.to : wire.from, !down));
  }
  return next;
}

LinkCircles::Reach LinkCircles::reach(const Graph& graph, const std::vector<Vertex>& starts, Direction direction) {
  Reach reached;
  std::vector<Vertex> open = starts;
  for (const Vertex& start : starts) reached.emplace(start, start);
  while (!open.empty()) {
    const Vertex vertex = std::move(open.back());
    open.pop_back();
    for (Vertex& next : nextOf(graph, vertex, direction)) {
      if (reached.emplace(next, vertex).second) open.push_back(std::move(next));
    }
  }
  return reached;
}

// Of the innermost subgraphs first, so that each finds those of its instances.
const LinkCircles::Passes& LinkCircles::passesOf(const Graph& wanted) {
  std::vector<const Graph*> open{&wanted};
  while (!open.empty()) {
    const Graph& graph = *open.back();
    const size_t before = open.size();
    for (const auto& [inner, nodes] : sidesOf(graph).instances) {
      if (!m_passes.contains(inner)) open.push_back(inner);
    }
    if (open.size() > before) continue;
    open.pop_back();
    if (m_passes.contains(&graph)) continue;
    Passes passes;
    for (const GraphInput& input : graph.inputs) {
      for (const auto& [vertex, from] : reach(graph, {{graphInputs, input.name, true}}, Direction::Down)) {
        if (vertex.node == graphOutputs) passes.emplace(input.name, vertex.port);
      }
    }
    m_passes.emplace(&graph, std::move(passes));
  }
  return m_passes.at(&wanted);
}

const LinkCircles::Reach& LinkCircles::recall(std::optional<std::pair<Vertex, Reach>>& last, const Vertex& start,
                                              Direction direction) {
  if (!last || last->first != start) last.emplace(start, reach(m_graph, {start}, direction));
  return last->second;
}

std::optional<LinkCircles::Circle> LinkCircles::closedBy(const PortRef& from, const PortRef& to) {
  const Vertex out = vertexOf(m_graph, endpoint(from), true), in = vertexOf(m_graph, endpoint(to), false);
  // The end that stays through a drag is walked from once.
  const bool below = std::exchange(m_lastTo, in) == in;
  const Reach& reached = below ? recall(m_below, in, Direction::Down) : recall(m_above, out, Direction::Up);
  const Vertex& goal = below ? out : in;
  if (reached.contains(goal)) {
    Circle circle{QString::fromStdString(m_graph.name), {}};
    for (Vertex at = goal;; at = reached.at(at)) {
      const QString node = QString::fromStdString(at.node);
      if (!circle.nodes.contains(node)) circle.nodes.append(node);
      if (reached.at(at) == at) break;
    }
    if (below) std::reverse(circle.nodes.begin(), circle.nodes.end());
    return circle;
  }
  if (m_graph.name.empty()) return std::nullopt;
  const Reach& above = recall(m_above, out, Direction::Up);
  const auto isBorder = [](const auto& entry) { return entry.first.node == graphInputs; };
  if (std::none_of(above.begin(), above.end(), isBorder)) return std::nullopt;
  return closedAround(above, recall(m_below, in, Direction::Down));
}

// The wire makes some inputs of its graph lead to some outputs; where an instance's outputs lead back to its inputs,
// that is a circle, and else the same question for the graph around.
std::optional<LinkCircles::Circle> LinkCircles::closedAround(Reach above, Reach below) {
  struct Level {
    const Graph* graph;
    Reach above, below;
  };
  std::vector<Level> open{{&m_graph, std::move(above), std::move(below)}};
  std::vector<const Graph*> all{&m_model.document().graph()};
  for (const auto& [name, graph] : m_model.document().subgraphs()) all.push_back(&graph);
  while (!open.empty()) {
    const Level level = std::move(open.back());
    open.pop_back();
    for (const Graph* around : all) {
      const auto found = sidesOf(*around).instances.find(level.graph);
      if (found == sidesOf(*around).instances.end()) continue;
      for (const std::string& instance : found->second) {
        std::vector<Vertex> ins, outs;
        for (const auto& [vertex, from] : level.above) {
          if (vertex.node == graphInputs) ins.push_back({instance, vertex.port, false});
        }
        for (const auto& [vertex, from] : level.below) {
          if (vertex.node == graphOutputs) outs.push_back({instance, vertex.port, true});
        }
        if (ins.empty() || outs.empty()) continue;
        Level next{around, reach(*around, ins, Direction::Up), reach(*around, outs, Direction::Down)};
        for (const Vertex& in : ins) {
          if (next.below.contains(in)) {
            return Circle{QString::fromStdString(around->name), {QString::fromStdString(instance)}};
          }
        }
        open.push_back(std::move(next));
      }
    }
  }
  return std::nullopt;
}

}  // namespace weft::editor
