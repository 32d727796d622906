// What a run must know of a plan before it starts, made once however often the plan is run through: who waits for whom,
// where each node runs, and in which order those are taken that are ready.
#pragma once

#include <span>
#include <vector>

#include <weft/plan/plan.h>

#include "placement.h"

namespace weft {

// Nodes of one type, or of one plugin, never run at the same time where the type says so. Numbers what must take turns.
class ReentrancyGroups {
 public:
  int of(const NodeType& type);  // -1: none
  size_t count() const { return m_known.size(); }

 private:
  std::map<std::pair<bool, std::string>, int> m_known;
};

// Calls visit(input, lazy) for everything that a node reads: links, linked parameters, what its bodies capture.
template <typename Visit>
void forEachInput(const PlannedNode& node, const Visit& visit) {
  for (size_t port = 0; port < node.links.size(); ++port) {
    const bool lazy = node.inputs[port].has(WEFT_PORT_LAZY);
    for (const PlannedInput& input : node.links[port]) visit(input, lazy);
  }
  for (const PlannedInput& input : node.parameterLinks) visit(input, false);
  for (const PlannedBody& body : node.bodies) {
    for (const PlannedInput& input : body.captures) visit(input, false);
  }
}

class RunGraph {
 public:
  // `threads`: how many a run may keep busy in heavy nodes. `sideBySide`: passes of this plan run beside each other, so
  // that each of their heavy nodes has one.
  RunGraph(const Plan& plan, int threads, bool sideBySide, ReentrancyGroups& groups);

  // Nodes that must have ended well before `node` starts; each once. Not those behind lazy ports.
  std::span<const int> producers(int node) const { return rowOf(m_producers, m_firstProducer, node); }
  // Nodes that cannot start before `node` has ended; each once.
  std::span<const int> consumers(int node) const { return rowOf(m_consumers, m_firstConsumer, node); }

  // The outputs of all nodes in one row: where those of `node` begin.
  size_t firstOutput(int node) const { return m_firstOutput[static_cast<size_t>(node)]; }
  size_t outputOf(const PlannedInput& input) const {
    return firstOutput(input.node) + static_cast<size_t>(input.output);
  }
  // How many links read an output, lazy ones and the graph's outputs included; and an argument of a body.
  const std::vector<int>& readers() const { return m_readers; }
  const std::vector<int>& argumentReaders() const { return m_argumentReaders; }

  const Placement& placement(int node) const { return m_placements[static_cast<size_t>(node)]; }
  int group(int node) const { return m_groups[static_cast<size_t>(node)]; }
  // Ready nodes are taken in this order: wanted ones, then those with the longest way ahead, then the plan's order.
  uint64_t place(int node) const { return m_places[static_cast<size_t>(node)]; }
  const std::vector<int>& wanted() const { return m_wanted; }  // PlannedNode::wanted
  const std::vector<int>& withBodies() const { return m_withBodies; }
  size_t aliasCount() const { return m_aliasCount; }

 private:
  static std::span<const int> rowOf(const std::vector<int>& all, const std::vector<size_t>& first, int node) {
    const size_t n = static_cast<size_t>(node);
    return {all.data() + first[n], first[n + 1] - first[n]};
  }
  void countReader(const PlannedInput& input);
  void addProducers(const PlannedNode& node);
  void invertLinks(size_t count);

  std::vector<int> m_producers, m_consumers;
  std::vector<size_t> m_firstProducer, m_firstConsumer;  // one more than there are nodes
  std::vector<size_t> m_firstOutput;
  std::vector<int> m_readers, m_argumentReaders;
  std::vector<Placement> m_placements;
  std::vector<int> m_groups;
  std::vector<uint64_t> m_places;
  std::vector<int> m_wanted, m_withBodies;
  size_t m_aliasCount = 0;
};

}  // namespace weft
