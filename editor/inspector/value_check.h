// Whether a value may stand for a parameter, by its descriptor.
#pragma once

#include <QString>

#include <weft/graph/node_type.h>

namespace weft::editor {

// The editor of the parameter's kind can show it, whether or not it lies in range.
bool fitsKind(const ParameterType& type, const Json& value);

// One line for people, "At most 100"; empty: it may.
QString valueProblem(const ParameterType& type, const Json& value);

}  // namespace weft::editor
