// How many heavy nodes may want the cores at the same time.
#include <algorithm>

#include "planning.h"

namespace weft {
namespace {

bool isHeavyOnCpu(const PlannedNode& node) {
  const bool heavy = node.type->cost == WEFT_COST_HEAVY || node.type->cost == WEFT_COST_GPU;
  return heavy && !node.device.starts_with("cuda") && !node.device.starts_with("vulkan");
}

}  // namespace

// A node's level is the most heavy nodes that lie on a way to it. Two of one level never wait for each other, so they
// may run side by side; the count depends on the graph alone, never on timing, and with it the number of threads that
// each gets.
void countPeers(Plan& plan) {
  std::vector<int> below(plan.nodes.size(), 0);  // heavy nodes on the way to the end of each node
  std::vector<int> atLevel;
  std::vector<int> levelOf(plan.nodes.size(), -1);
  for (size_t i = 0; i < plan.nodes.size(); ++i) {
    if (isHeavyOnCpu(plan.nodes[i])) {
      const int level = below[i]++;
      levelOf[i] = level;
      if (atLevel.size() <= static_cast<size_t>(level)) atLevel.resize(static_cast<size_t>(level) + 1, 0);
      ++atLevel[static_cast<size_t>(level)];
    }
    for (const int consumer : plan.nodes[i].consumers) {
      int& reached = below[static_cast<size_t>(consumer)];
      reached = std::max(reached, below[i]);
    }
  }
  for (size_t i = 0; i < plan.nodes.size(); ++i) {
    if (levelOf[i] >= 0) plan.nodes[i].peers = atLevel[static_cast<size_t>(levelOf[i])];
  }
}

}  // namespace weft
