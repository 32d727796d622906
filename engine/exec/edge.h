// The edge between nodes: what flows is checked against what is declared, and converted where nothing is lost.
#pragma once

#include <weft/graph/node_type.h>

namespace weft {

// What they convert they replace. The errors' path is the id of the port or parameter.
Result<void> fitInput(Value& value, const PortType& port);
Result<void> fitOutput(Value& value, const PortType& port, const Type& type);
// A value that a link brings to a parameter, under the rules for literals.
Result<void> fitParameter(Value& value, const ParameterType& parameter);

}  // namespace weft
