// A plan in the making: what its steps share. Each step runs over all nodes and adds its problems.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "expansion.h"

namespace weft {

using PortLists = std::pair<std::vector<PortType>, std::vector<PortType>>;

// Where one link, or one literal, of a node comes from. None of them: nothing there.
struct FlatSource {
  int node = -1;
  int output = 0;
  Value constant;
  bool open = false;     // in an unused subgraph: anything
  bool leftOut = false;  // it led to what is muted
  bool isThere() const { return node >= 0 || constant || open; }
};

// What is known of a placed node; same index as Expansion::nodes.
struct FlatNode {
  const NodeType* type = nullptr;  // nullptr: muted, unknown, or a bypassed instance
  std::shared_ptr<const PortLists> extraPorts;
  std::span<const PortType> inputs, outputs;
  std::vector<Value> parameters;  // an empty handle: linked, open, or wrong
  std::vector<FlatSource> parameterLinks;
  std::vector<std::vector<FlatSource>> links;
  std::vector<Type> outputTypes;                        // empty: what `outputs` declare
  std::vector<std::optional<OutputBytes>> outputBytes;  // as infer said
  std::vector<FlatSource> passes;                       // bypassed: what stands for each output
  std::string device, dtype;
  bool typed = false;    // its output types are known
  bool broken = false;   // has problems: nothing is asked of its type
  bool leftOut = false;  // muted, or needs what is muted
};

struct Planning {
  const Document& document;
  const NodeCatalog& catalog;
  const PlanOptions& options;
  ProblemList problems;
  Expansion expansion;
  std::vector<FlatNode> nodes;
  std::vector<std::unique_ptr<NodeEntry>> migrated;  // entries with the parameters of an older behaviour turned

  Planning(const Document& graphFile, const NodeCatalog& types, const PlanOptions& planOptions)
      : document(graphFile), catalog(types), options(planOptions), expansion(graphFile, planOptions, problems) {}

  // A problem of a node; `part` is ".params.seed" or the like.
  void problem(size_t node, const std::string& part, std::string message);
  // A problem somewhere else that concerns a node: takes its place in the order.
  void problemAt(size_t node, std::string path, std::string message);
  bool isCheckOnly(size_t node) const;
  // The node and output that a link leads to; open, after a problem, when there is none.
  FlatSource follow(int scope, const Endpoint& endpoint, const Where& where, size_t order);
};

// The place in the order of what concerns no node.
inline constexpr size_t lastOrder = SIZE_MAX;

// The steps, in their order.
void readNodes(Planning& planning);                                        // types, parameters, ports, devices
void linkNodes(Planning& planning);                                        // links, constants, what is missing
void checkBorders(Planning& planning);                                     // targets of inputs, sources of outputs
void checkSettings(Planning& planning);                                    // names of --set
std::vector<int> orderNodes(Planning& planning);                           // stable; what lies on a cycle is left out
void flowTypes(Planning& planning, const std::vector<int>& order);         // types, bypass, mute
Result<Plan> assemble(Planning& planning, const std::vector<int>& order);  // what is left, with keys
void countPeers(Plan& plan);                                               // PlannedNode::peers
std::string documentWithSettings(const Planning& planning);

// Parts of flowTypes.
// `made` holds the type where none stands anywhere.
const Type& typeOfSource(const Planning& planning, const FlatSource& source, Type& made);
void findPasses(Planning& planning, size_t node);

// "cuda:0" and the like; the error says what is possible.
Result<void> checkDevice(const std::string& name);
Result<void> checkDtype(const std::string& name);

}  // namespace weft
