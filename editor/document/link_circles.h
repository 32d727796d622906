// Whether a wire would close a circle: within its graph, port by port through instances, or by the way in which the
// graph itself is used elsewhere in the file.
#pragma once

#include <map>
#include <optional>
#include <set>

#include <QStringList>

#include "document/graph_model.h"
#include "document/links.h"

namespace weft::editor {

class LinkCircles {
 public:
  // Of a graph as it stands; used up when the model changes.
  LinkCircles(const GraphModel& model, const Graph& graph);
  ~LinkCircles();

  // The nodes that a wire would close a circle through, from the one that it enters to the one that it leaves; with
  // the graph they stand in. nullopt: it closes none.
  struct Circle {
    QString graph;
    QStringList nodes;
  };
  std::optional<Circle> closedBy(const PortRef& from, const PortRef& to);

 private:
  // An ordinary node as a whole; of an instance one of its ports.
  struct Vertex {
    std::string node, port;
    bool isOutput = false;
    auto operator<=>(const Vertex&) const = default;
  };
  enum class Direction { Down, Up };
  using Reach = std::map<Vertex, Vertex>;  // each with the one it was reached from; the first with itself
  struct Sides;
  struct Wire;
  using Passes = std::set<std::pair<std::string, std::string>>;  // which input of a subgraph leads to which output

  Sides& sidesOf(const Graph& graph);
  const Passes& passesOf(const Graph& graph);
  const Graph* innerGraph(const NodeEntry* node) const;
  Vertex vertexOf(const Graph& graph, const Endpoint& end, bool isOutput) const;
  std::vector<Vertex> nextOf(const Graph& graph, const Vertex& vertex, Direction direction);
  Reach reach(const Graph& graph, const std::vector<Vertex>& starts, Direction direction);
  std::optional<Circle> closedAround(Reach above, Reach below);
  const Reach& recall(std::optional<std::pair<Vertex, Reach>>& last, const Vertex& start, Direction direction);

  const GraphModel& m_model;
  const Graph& m_graph;
  std::map<const Graph*, std::unique_ptr<Sides>> m_sides;
  std::map<const Graph*, Passes> m_passes;
  std::optional<std::pair<Vertex, Reach>> m_above, m_below;  // of a drag's fixed end, which is asked about again
  std::optional<Vertex> m_lastTo;
};

}  // namespace weft::editor
