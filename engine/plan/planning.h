// A plan in the making: what its steps share. Each step runs over all nodes and adds its problems.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
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
  int body = -1;         // what each pass of this body is given; `output` says which
  bool isThere() const { return node >= 0 || constant || open || body >= 0; }
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

// What is known of a body; same index as Expansion::bodies.
struct FlatBody {
  BodySignature declared, found;     // with types as its nodes declare them, and as flowTypes() found them
  std::vector<PassInput> arguments;  // what each pass is given; types wide enough for every pass
  std::vector<FlatSource> outputs;   // in the file's order
  std::vector<int> order;            // of the nodes in it, without those of bodies further in
  bool typed = false;
};

// Which links would carry objects of a pack's own type to another process.
class Crossings {
 public:
  explicit Crossings(const NodeCatalog& catalog) : m_catalog(catalog) {}
  // Why what `from` gives cannot go to a port of `to` that takes `wanted`; nullopt: it can.
  std::optional<std::string> whyNot(const NodeType& from, const NodeType& to, const Type& wanted);

 private:
  const std::vector<const NodeType*>& makersOf(const std::string& name);
  const NodeCatalog& m_catalog;
  std::unordered_map<std::string, std::vector<const NodeType*>> m_makers;  // by the names that were asked for
};

struct Planning {
  const Document& document;
  const NodeCatalog& catalog;
  const PlanOptions& options;
  ProblemList problems;
  Expansion expansion;
  std::vector<FlatNode> nodes;
  std::vector<FlatBody> bodies;
  std::vector<int> order;  // of the nodes outside of bodies; what lies on a cycle is left out
  Crossings crossings{catalog};
  std::vector<std::unique_ptr<NodeEntry>> migrated;  // entries with the parameters of an older behaviour turned

  Planning(const Document& graphFile, const NodeCatalog& types, const PlanOptions& planOptions)
      : document(graphFile), catalog(types), options(planOptions), expansion(graphFile, types, planOptions, problems) {}

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
void readNodes(Planning& planning);                                 // types, parameters, ports, devices
void linkNodes(Planning& planning);                                 // links, constants, what is missing
void checkBorders(Planning& planning);                              // targets of inputs, sources of outputs
void checkSettings(Planning& planning);                             // names of --set
void orderNodes(Planning& planning);                                // stable
void flowTypes(Planning& planning, const std::vector<int>& order);  // types, bypass, mute
Result<Plan> assemble(Planning& planning);                          // what is left, with keys
void countPeers(Plan& plan);                                        // PlannedNode::peers
void findCrossings(Plan& plan);                                     // PlannedNode::crosses; after those of its bodies
std::string documentWithSettings(const Planning& planning);

// Part of readNodes: what the node at `index` says of its body.
Type declaredOutput(const Planning& planning, const Graph& graph, const Endpoint& output);
BodySignature declaredSignature(const Planning& planning, const Graph& graph, size_t parameter);
Result<void> readArguments(Planning& planning, size_t node, const NodeQuestion& question);

// Parts of flowTypes.
// `made` holds the type where none stands anywhere.
const Type& typeOfSource(const Planning& planning, const FlatSource& source, Type& made);
void findPasses(Planning& planning, size_t node);
// The types of all that lies in the body of a node; the question is the one to ask the node with. False: an output of
// the body is left out.
bool flowBodyTypes(Planning& planning, size_t node, const NodeQuestion& question);
// What a link to an output leads to, across bypassed nodes; nowhere, after a problem, where nothing is passed on.
// `reader` is what needs it, for the message.
FlatSource acrossBypass(Planning& planning, const FlatSource& source, const Where& reader);

// "cuda:0" and the like; the error says what is possible.
Result<void> checkDevice(const std::string& name);
Result<void> checkDtype(const std::string& name);

}  // namespace weft
