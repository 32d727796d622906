// What a graph's own inputs and outputs are, found at the nodes that they lead to, through instances of subgraphs
// however deep they are nested.
#pragma once

#include "document/node_face.h"

namespace weft::editor {

// Of a node's type, as the canvas shows it.
PortFace portFace(const PortType& port);

// Under the input's own name and documentation. Of the input's targets the first counts that is known; where there is
// none the port takes anything.
struct BorderInput {
  PortFace port;
  std::shared_ptr<const ParameterType> parameter;  // nullptr: it ends in a port
};
BorderInput borderInput(const GraphModel& model, const Graph& graph, const GraphInput& input);

// Under the output's own name.
PortFace borderOutput(const GraphModel& model, const Graph& graph, const std::string& name, const Endpoint& source);

}  // namespace weft::editor
