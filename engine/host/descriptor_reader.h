// Descriptors to node types: everything is checked, the first thing that is wrong is the error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <weft/abi/node.h>
#include <weft/graph/node_type.h>

namespace weft {

enum class Side { Input, Output };
enum class PortIds { Declared, Extra };  // extra ones may be named after a subgraph's inputs: with '-'

Result<std::vector<PortType>> readPorts(const weft_port* ports, size_t count, Side side,
                                        PortIds ids = PortIds::Declared);
Result<std::vector<ParameterType>> readParameters(const weft_parameter* parameters, size_t count);

// No id twice: among the outputs, and among inputs and parameters together, since a link may drive a parameter.
Result<void> checkDistinct(const std::vector<PortType>& inputs, const std::vector<PortType>& outputs,
                           const std::vector<ParameterType>& parameters);

// All of a descriptor but the functions. `pluginId` is what the type's id must begin with.
Result<NodeType> readDescriptor(const weft_node_descriptor* descriptor, std::string_view pluginId);

}  // namespace weft
