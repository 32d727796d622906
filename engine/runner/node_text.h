// A node type for people and for programs.
#pragma once

#include <string>

#include <weft/base/json.h>
#include <weft/graph/node_type.h>

namespace weft::runner {

Json nodeJson(const NodeType& type);         // all of it
std::string nodePage(const NodeType& type);  // all of it, as text

}  // namespace weft::runner
