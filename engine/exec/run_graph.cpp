#include "run_graph.h"

#include <algorithm>
#include <numeric>
#include <random>

namespace weft {

RunGraph::RunGraph(const Plan& plan)
    : m_producers(plan.nodes.size()), m_consumers(plan.nodes.size()), m_readers(plan.nodes.size()) {
  for (size_t n = 0; n < plan.nodes.size(); ++n) m_readers[n].resize(plan.nodes[n].outputs.size(), 0);
  const auto read = [&](const PlannedInput& input) {
    if (input.node >= 0) ++m_readers[static_cast<size_t>(input.node)][static_cast<size_t>(input.output)];
  };
  for (size_t n = 0; n < plan.nodes.size(); ++n) {
    const PlannedNode& node = plan.nodes[n];
    std::vector<int>& producers = m_producers[n];
    for (size_t port = 0; port < node.links.size(); ++port) {
      for (const PlannedInput& input : node.links[port]) {
        read(input);
        if (input.node >= 0 && !node.inputs[port].has(WEFT_PORT_LAZY)) producers.push_back(input.node);
      }
    }
    for (const PlannedInput& input : node.parameterLinks) {
      read(input);
      if (input.node >= 0) producers.push_back(input.node);
    }
    std::sort(producers.begin(), producers.end());
    producers.erase(std::unique(producers.begin(), producers.end()), producers.end());
    for (const int producer : producers) m_consumers[static_cast<size_t>(producer)].push_back(static_cast<int>(n));
  }
  for (const PlannedOutput& output : plan.outputs) read(output.source);
}

std::vector<int> readyOrder(const Plan& plan, uint64_t chaosSeed) {
  std::vector<int> nodes(plan.nodes.size());
  std::iota(nodes.begin(), nodes.end(), 0);
  if (chaosSeed != 0) {
    std::mt19937_64 random(chaosSeed);
    std::shuffle(nodes.begin(), nodes.end(), random);
  } else {
    std::stable_sort(nodes.begin(), nodes.end(), [&](int left, int right) {
      const PlannedNode &a = plan.nodes[static_cast<size_t>(left)], &b = plan.nodes[static_cast<size_t>(right)];
      return a.wanted != b.wanted ? a.wanted : a.height > b.height;
    });
  }
  std::vector<int> place(nodes.size());
  for (size_t i = 0; i < nodes.size(); ++i) place[static_cast<size_t>(nodes[i])] = static_cast<int>(i);
  return place;
}

}  // namespace weft
