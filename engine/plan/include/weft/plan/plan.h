// A plan: what a run will do, immutable. Made from a document and a catalog without running anything: subgraphs
// expanded, every problem found, types inferred, content keys, equal nodes merged, what nobody needs pruned. Pure; no
// recursion over the graph, so that a chain of 100,000 nodes is an ordinary graph.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <weft/graph/document.h>
#include <weft/graph/node_type.h>

namespace weft {

using Key = std::array<uint64_t, 2>;

// Finds files for path parameters (contract, "A graph file"): beside the graph, in --models, WEFT_MODELS, and what is
// shipped. Absolute paths and ".." only below an allowed folder.
struct FileRoots {
  std::vector<std::string> search;   // absolute, in order; the graph's folder first
  std::vector<std::string> allowed;  // --allow-path
};

struct PlanOptions {
  // --set NAME=VALUE, for graph inputs and node.param ("outer/inner.param" within a subgraph). A string is VALUE as it
  // was typed: text where the parameter wants text, else a JSON literal. Other JSON is taken as it stands.
  std::map<std::string, Json> set;
  std::map<std::string, Value> bound;           // --set NAME=@FILE: values for ports
  std::map<std::string, std::string> setPaths;  // folders that paths in `set` start from, where not the current one
  std::vector<std::string> only;                // --only: nodes to compute, or whole instances, with what they need
  FileRoots roots;
  std::string device = "auto", dtype = "auto";
  // Asked for each node that would run on another device than the CPU; false: it runs on the CPU. Empty: all are there.
  std::function<bool(const std::string& device, const NodeType& type)> hasDevice{};
  bool deterministic = false;
  std::string kernels;  // which table says what kernel computes what: part of every key
  // Told of each node that has ports beyond its type's (`inputs`, `outputs`: those alone), also where no plan comes of
  // it. `graph`: the subgraph it stands in, once for each of its instances; "" is the file itself.
  std::function<void(const std::string& graph, const std::string& node, const std::vector<PortType>& inputs,
                     const std::vector<PortType>& outputs)>
      extraPorts{};
  // Budgets in bytes, 0: none. A node that cannot fit by what is known of it is a problem of the graph.
  uint64_t memory = 0, vram = 0;
};

// Where a value comes from: an output of a node (an index into Plan::nodes), a constant, or, in the plan of a body,
// what each pass is given.
struct PlannedInput {
  static constexpr int fromConstant = -1;
  static constexpr int fromArgument = -2;
  int node = fromConstant;
  int output = 0;  // of the node; or which argument
  Value constant;
  bool linked() const { return node != fromConstant || constant; }  // there is something to come
};

struct Plan;

// A subgraph that a node runs as often as it likes (a WEFT_PARAMETER_GRAPH). What does not change from pass to pass is
// computed outside, once, and captured.
struct PlannedBody {
  size_t parameter = 0;                // which of the node's parameters names it
  std::vector<std::string> inputs;     // what a pass is given by name: arguments 0, 1, …
  std::vector<PlannedInput> captures;  // of the enclosing plan, the same in every pass: the arguments that follow
  std::shared_ptr<const Plan> plan;    // its `outputs`, by name, are what a pass gives; node ids begin with the node's
};

struct PlannedNode {
  std::string id;  // "outer/inner"
  const NodeType* type = nullptr;
  std::span<const PortType> inputs, outputs;  // of the type, or of `extraPorts`
  std::shared_ptr<const std::pair<std::vector<PortType>, std::vector<PortType>>> extraPorts;  // the declared ones first
  std::vector<Value> parameters;                 // literal ones, paths resolved; empty handle where linked
  std::vector<PlannedInput> parameterLinks;      // one per parameter; node -1 and no constant: literal
  std::vector<std::vector<PlannedInput>> links;  // one per input port, several where variadic
  std::vector<Type> outputTypes;                 // empty: what `outputs` declare
  std::string device, dtype;
  Key key{};
  bool cacheable = true;             // no side effects, deterministic, and so is all it reads
  std::vector<std::string> aliases;  // ids of equal nodes that were merged into this one
  std::vector<int> consumers;        // nodes that read an output, each once
  int dependencies = 0;              // how many distinct nodes it reads
  int height = 0;                    // longest way to an end: priority
  bool wanted = false;               // has side effects, or is a graph output
  bool crosses = false;              // an output may be read, or is made, in another process
  int peers = 1;  // heavy nodes that may run beside it, itself included: it gets cores / peers threads
  std::vector<PlannedBody> bodies;
  // Bytes by estimate, before anything has run; nullopt: not known. See memory_estimate.h.
  std::optional<uint64_t> workspace;    // while it computes, beside its inputs and outputs
  std::optional<uint64_t> outputBytes;  // of all outputs together, what their objects keep included
  // Of each output; empty where all are numbers and texts, which count as nothing.
  std::vector<std::optional<uint64_t>> outputSizes;
};

struct PlannedOutput {
  std::string name;
  PlannedInput source;
};

struct Plan {
  std::vector<PlannedNode> nodes;  // in topological order
  std::vector<PlannedOutput> outputs;
  std::string documentJson;  // with what --set changed; empty where no node has side effects or is an output
};

// All problems at once, or a plan, which points into the catalog. Problems' paths are JSON paths
// ("nodes.sample.inputs.denoiser"; within a subgraph "graphs.NAME.nodes.…"); those of --set begin with "--set". Missing
// files are problems too. On failure there is at least one problem, and the error is the first of them.
Result<Plan> makePlan(const Document& document, const NodeCatalog& catalog, const PlanOptions& options,
                      Problems& problems);

}  // namespace weft
