// What planned nodes need in memory, by estimate: from their types, what infer said of their outputs, and their own
// estimate().
#pragma once

#include <weft/plan/plan.h>
#include <optional>
#include <span>
#include <unordered_map>

namespace weft {

uint64_t addBytes(uint64_t a, uint64_t b);  // no more than there can be

const Type& typeOfOutput(const PlannedNode& node, size_t output);
bool isObject(const Type& type);  // of whichever plugin

// The type that a value has where a node reads it; nullopt: nothing is linked, or it is not known.
std::optional<Type> typeOfInput(const std::vector<PlannedNode>& nodes, const PlannedInput& input);

using OutputBytesList = std::vector<std::optional<OutputBytes>>;

// Nodes are added in the plan's order, each once what it reads stands in `nodes`.
class NodeMemory {
 public:
  explicit NodeMemory(const std::vector<PlannedNode>& nodes) : m_nodes(nodes) {}

  // Fills in `workspace`, `outputBytes` and `outputSizes`. `said` is infer's; `own` what estimate() answered.
  void add(PlannedNode& node, const OutputBytesList& said, std::optional<uint64_t> own);

  // What no order of the nodes and no moving of values can avoid: what the node reads, computes with and makes at one
  // time, where it is known.
  struct Need {
    uint64_t inputs = 0, outputs = 0, workspace = 0;
    uint64_t total() const { return addBytes(inputs, addBytes(outputs, workspace)); }
  };
  Need leastOf(const PlannedNode& node) const;

 private:
  std::optional<uint64_t> workOfInputs(const PlannedNode& node, bool& any) const;

  const std::vector<PlannedNode>& m_nodes;
  // For each output that is an object (node and output in one number): what using it takes; nullopt: not known.
  std::unordered_map<uint64_t, std::optional<uint64_t>> m_work;
};

}  // namespace weft
