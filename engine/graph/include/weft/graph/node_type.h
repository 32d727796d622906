// What a node type is, to everyone above: a plain copy of a plugin's descriptor, with what can be asked of it. The host
// makes these from plugins; tests make them by hand. Immutable once in a catalog; any thread.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <weft/abi/node.h>
#include <weft/base/json.h>
#include <weft/base/result.h>
#include <weft/value/type.h>
#include <weft/value/value.h>

namespace weft {

class NodeInstance;

struct PortType {
  std::string id, label, doc;
  Type type;
  uint32_t flags = 0;  // WEFT_PORT_…
  bool has(uint32_t flag) const { return (flags & flag) != 0; }
};

struct Choice {
  std::string id, label, doc;
};

struct ParameterType {
  std::string id, label, doc, unit, group, visibleIf;
  int32_t kind = WEFT_PARAMETER_NUMBER;
  int32_t curve = WEFT_CURVE_LINEAR;
  uint32_t flags = 0;  // WEFT_PARAMETER_…
  Value defaultValue;
  double minimumNumber = -std::numeric_limits<double>::infinity();
  double maximumNumber = std::numeric_limits<double>::infinity();
  int64_t minimumInteger = std::numeric_limits<int64_t>::min();
  int64_t maximumInteger = std::numeric_limits<int64_t>::max();
  double uiMinimum = 0, uiMaximum = 0;
  std::vector<Choice> choices;
  bool has(uint32_t flag) const { return (flags & flag) != 0; }
};

// An input or output of a body, as a question tells it.
struct BodyPort {
  std::string name;
  std::optional<Type> type;  // nullopt: not known
  bool hasDefault = false;   // an input that the body can do without
};

// The subgraph that a WEFT_PARAMETER_GRAPH names.
struct BodySignature {
  size_t parameter = 0;
  std::vector<BodyPort> inputs, outputs;
};

// A question about one node, before anything runs (infer, infer body, estimate, fingerprint, extra ports).
struct NodeQuestion {
  std::vector<Value> parameters;                // in the descriptor's order; empty handle: driven by a link
  std::vector<std::optional<Type>> inputTypes;  // nullopt: not linked, or not known
  std::span<const PortType> inputs{};           // extra ones included; none while extra ports are asked for
  std::vector<BodySignature> bodies{};
};

// What each pass of a body is given.
struct PassInput {
  size_t parameter = 0;
  std::string name;
  std::optional<Type> type;  // nullopt: not known
  std::string carried;       // the output that it is given from the second pass on; empty: none
};

// Memory that an output's value takes, where its type does not tell. nullopt: not known.
struct OutputBytes {
  std::optional<uint64_t> kept;  // while the value lives
  std::optional<uint64_t> work;  // of an object: while a node uses it, beside what it is given and what it answers
};

struct InferResult {
  std::vector<std::optional<Type>> outputTypes;           // nullopt: what the descriptor's expression says
  std::vector<std::optional<OutputBytes>> outputBytes{};  // nullopt, or past the end: nothing was said
};

struct NodeType {
  std::string id, label, category, doc, keywords, replacedBy;
  std::string pluginId, pluginVersion, pluginPath;
  std::string buildId;  // of the library: part of every key, so that a rebuilt plugin recomputes
  uint32_t flags = 0;   // WEFT_NODE_…
  uint32_t behaviourVersion = 1;
  int32_t reentrancy = WEFT_REENTRANCY_INSTANCE;
  int32_t cost = WEFT_COST_LIGHT;
  uint32_t devices = WEFT_DEVICES_CPU;
  bool isolated = false;  // its code runs in a process of its own, which values cross to
  std::vector<PortType> inputs, outputs;
  std::vector<ParameterType> parameters;

  // Any may be empty but create. An error's path is the id of the parameter or port at fault, or empty.
  std::function<Result<std::unique_ptr<NodeInstance>>()> create;
  std::function<Result<InferResult>(const NodeQuestion&)> infer;
  std::function<Result<uint64_t>(const NodeQuestion&)> estimate;
  std::function<Result<std::pair<uint64_t, uint64_t>>(const NodeQuestion&)> fingerprint;
  std::function<Result<Json>(uint32_t version, const Json& parameters)> migrate;
  std::function<Result<std::pair<std::vector<PortType>, std::vector<PortType>>>(const NodeQuestion&)> extraPorts;
  std::function<Result<std::vector<PassInput>>(const NodeQuestion&)> inferBody;  // node.h: infer_body

  bool has(uint32_t flag) const { return (flags & flag) != 0; }
  int inputIndex(std::string_view id) const;  // -1: none
  int outputIndex(std::string_view id) const;
  int parameterIndex(std::string_view id) const;
};

// Every node type known, by id. Filled once, then read from any thread.
class NodeCatalog {
 public:
  Result<void> add(NodeType type);  // an id given twice is an error that names both libraries; the first stays
  const NodeType* find(std::string_view id) const;
  const std::map<std::string, std::unique_ptr<const NodeType>, std::less<>>& types() const { return m_types; }

 private:
  std::map<std::string, std::unique_ptr<const NodeType>, std::less<>> m_types;
  std::unordered_map<std::string_view, const NodeType*> m_byId;  // the same, for large graphs
};

}  // namespace weft
