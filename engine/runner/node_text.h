// A node type for people and for programs.
#pragma once

#include <string>
#include <string_view>

#include <weft/base/json.h>
#include <weft/graph/node_type.h>

namespace weft::runner {

Json nodeJson(const NodeType& type);         // all of it
std::string nodePage(const NodeType& type);  // all of it, as text
std::string_view costName(int32_t cost);     // WEFT_COST_…: "light", "heavy", "gpu", "io"
std::string firstSentence(const std::string& doc);

}  // namespace weft::runner
