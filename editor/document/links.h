// The wires of a graph as views see them: those between nodes, and those of the graph's own inputs and outputs, which
// run from inputsNode() and to outputsNode().
#pragma once

#include <QString>

#include <weft/graph/document.h>

namespace weft::editor {

// An output or an input of a node; of a boundary node the name of the graph's input or output.
struct PortRef {
  QString node, port;
  bool operator==(const PortRef&) const = default;
};
inline size_t qHash(const PortRef& port, size_t seed = 0) { return qHashMulti(seed, port.node, port.port); }

struct Link {
  PortRef from, to;  // `to` may name a parameter
  int index = 0;     // its place among the links of a variadic port
  bool operator==(const Link&) const = default;
};

std::vector<Link> linksOf(const Graph& graph);
// Those that end at `node`: cheap. Those that begin there need the whole graph.
std::vector<Link> linksInto(const Graph& graph, const QString& node);

Endpoint endpoint(const PortRef& port);
PortRef portRef(const Endpoint& endpoint);

}  // namespace weft::editor
