// Nodes as runs name them, "outer/inner", and where those stand in the document.
#pragma once

#include <optional>

#include "document/graph_model.h"
#include "document/links.h"

namespace weft::editor {

struct NodePlace {
  QString graph, node;
};

// The subgraph that a node instantiates, or runs as its body; empty: none.
QString graphBehind(const GraphModel& model, const QString& graph, const QString& node);
// nullopt: the document has no such node.
std::optional<NodePlace> placeOf(const GraphModel& model, const QString& path);
// The first path that leads to a node; empty: its graph is not used.
QString pathOf(const GraphModel& model, const NodePlace& place);
// The node that gives what `source` names, behind instances of subgraphs; `scope` ("outer/", or empty) is where its
// node stands. The node is empty where nothing gives it but the graph's own input.
PortRef giverOf(const GraphModel& model, const QString& scope, const PortRef& source);
// "nodes.sample.inputs.denoiser", "graphs.two.nodes.…": the node that a problem is about; nullopt: none.
std::optional<NodePlace> placeOfProblem(const GraphModel& model, const QString& problemPath);

}  // namespace weft::editor
