// A node type as JSON: what `runner nodes --json` prints, sidecar files state and probing children answer. Exact:
// host's plugin_record.h reads it back. Members that say nothing (a flag that is not set, an empty unit) may be left
// out.
#pragma once

#include <array>
#include <string_view>

#include <weft/base/json.h>
#include <weft/graph/node_type.h>

namespace weft {

// The words for the ABI's numbers: by value for enumerations, by bit for flags.
inline constexpr std::array<std::string_view, 10> parameterKindNames = {
    "", "number", "integer", "boolean", "string", "choice", "path", "seed", "name", "graph"};
inline constexpr std::array<std::string_view, 2> curveNames = {"linear", "logarithmic"};
inline constexpr std::array<std::string_view, 4> reentrancyNames = {"instance", "parallel", "type", "plugin"};
inline constexpr std::array<std::string_view, 4> costNames = {"light", "heavy", "gpu", "io"};
inline constexpr std::array<std::string_view, 3> deviceKindNames = {"cpu", "cuda", "vulkan"};
inline constexpr std::array<std::string_view, 4> nodeFlagNames = {"side_effects", "nondeterministic", "output",
                                                                  "obsolete"};
inline constexpr std::array<std::string_view, 4> portFlagNames = {"optional", "variadic", "lazy", "consumes"};
inline constexpr std::array<std::string_view, 5> parameterFlagNames = {"folder", "advanced", "not_in_key", "multiline",
                                                                       "side_by_side"};

// Empty for a number without a word.
template <size_t Count>
std::string_view nameOf(const std::array<std::string_view, Count>& names, int32_t value) {
  return value >= 0 && static_cast<size_t>(value) < Count ? names[static_cast<size_t>(value)] : std::string_view();
}

// Which of the optional functions of a node class are there.
struct NodeFunctions {
  bool infer = false, estimate = false, fingerprint = false, migrate = false, extraPorts = false, inferBody = false;
  bool operator==(const NodeFunctions&) const = default;
};
struct NodeFunctionName {
  std::string_view name;  // as node.h spells it
  bool NodeFunctions::*present;
};
inline constexpr std::array<NodeFunctionName, 6> nodeFunctionNames = {{{"infer", &NodeFunctions::infer},
                                                                       {"estimate", &NodeFunctions::estimate},
                                                                       {"fingerprint", &NodeFunctions::fingerprint},
                                                                       {"migrate", &NodeFunctions::migrate},
                                                                       {"extra_ports", &NodeFunctions::extraPorts},
                                                                       {"infer_body", &NodeFunctions::inferBody}}};
NodeFunctions functionsOf(const NodeType& type);

Json nodeTypeJson(const NodeType& type);  // all but which plugin it is from
Json nodeTypeJson(const NodeType& type, const NodeFunctions& present);
Json parameterJson(const ParameterType& parameter);
Json portsJson(const std::vector<PortType>& ports);

}  // namespace weft
