// Who waits for whom: the plan's links, once for each pair of nodes, without the lazy ones.
#pragma once

#include <vector>

#include <weft/plan/plan.h>

namespace weft {

class RunGraph {
 public:
  explicit RunGraph(const Plan& plan);

  // Nodes that must have ended well before `node` starts; each once.
  const std::vector<int>& producers(int node) const { return m_producers[static_cast<size_t>(node)]; }
  // Nodes that cannot start before `node` has ended; each once.
  const std::vector<int>& consumers(int node) const { return m_consumers[static_cast<size_t>(node)]; }
  // How many links read an output, the lazy ones and the graph's outputs included.
  int readers(int node, size_t output) const { return m_readers[static_cast<size_t>(node)][output]; }

 private:
  std::vector<std::vector<int>> m_producers, m_consumers, m_readers;
};

// The order in which ready nodes are taken: wanted ones, then those with the longest way ahead, then the plan's order.
// The answer is each node's place. A seed other than 0 shuffles it.
std::vector<int> readyOrder(const Plan& plan, uint64_t chaosSeed);

}  // namespace weft
