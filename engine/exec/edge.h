// The edge between nodes: what flows is checked against what is declared, and converted where nothing is lost.
#pragma once

#include <weft/graph/node_type.h>

namespace weft {

// The errors' path is the id of the port or parameter.
Result<Value> toInput(const Value& value, const PortType& port);
Result<Value> toOutput(const Value& value, const PortType& port, const Type& type);
// A value that a link brings to a parameter, under the rules for literals.
Result<Value> toParameter(const Value& value, const ParameterType& parameter);

}  // namespace weft
