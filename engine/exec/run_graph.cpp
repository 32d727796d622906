#include "run_graph.h"

#include <algorithm>

namespace weft {

// A node runs once in a pass and has an instance of its own, so that WEFT_REENTRANCY_INSTANCE holds by itself.
int ReentrancyGroups::of(const NodeType& type) {
  const bool plugin = type.reentrancy == WEFT_REENTRANCY_PLUGIN;
  if (!plugin && type.reentrancy != WEFT_REENTRANCY_TYPE) return -1;
  const auto key = std::make_pair(plugin, plugin ? type.pluginId : type.id);
  return m_known.try_emplace(key, static_cast<int>(m_known.size())).first->second;
}

// The nodes of a large plan lie far apart in memory: each is looked at once.
RunGraph::RunGraph(const Plan& plan, int threads, bool sideBySide, ReentrancyGroups& groups) {
  const size_t count = plan.nodes.size();
  m_firstProducer.reserve(count + 1);
  m_firstOutput.reserve(count + 1);
  m_readers.reserve(count);
  m_producers.reserve(count);
  m_placements.reserve(count);
  m_groups.reserve(count);
  m_places.reserve(count);
  for (size_t n = 0; n < count; ++n) {
    const PlannedNode& node = plan.nodes[n];
    m_firstOutput.push_back(m_readers.size());
    m_readers.resize(m_readers.size() + node.outputs.size(), 0);
    addProducers(node);
    m_placements.push_back(placementOf(node, threads, sideBySide));
    m_groups.push_back(groups.of(*node.type));
    constexpr uint64_t highest = (uint64_t{1} << 31) - 1;
    m_places.push_back(uint64_t{!node.wanted} << 63 | (highest - static_cast<uint64_t>(node.height)) << 32 | n);
    if (node.wanted) m_wanted.push_back(static_cast<int>(n));
    if (!node.bodies.empty()) m_withBodies.push_back(static_cast<int>(n));
    m_aliasCount += node.aliases.size();
  }
  m_firstProducer.push_back(m_producers.size());
  invertLinks(count);
  for (const PlannedOutput& output : plan.outputs) countReader(output.source);
}

void RunGraph::countReader(const PlannedInput& input) {
  if (input.node >= 0) {
    ++m_readers[outputOf(input)];
  } else if (input.node == PlannedInput::fromArgument) {
    const size_t argument = static_cast<size_t>(input.output);
    if (argument >= m_argumentReaders.size()) m_argumentReaders.resize(argument + 1, 0);
    ++m_argumentReaders[argument];
  }
}

// They come before the node in the plan, so that their outputs have their places.
void RunGraph::addProducers(const PlannedNode& node) {
  const auto first = static_cast<std::ptrdiff_t>(m_producers.size());
  m_firstProducer.push_back(m_producers.size());
  forEachInput(node, [&](const PlannedInput& input, bool lazy) {
    countReader(input);
    if (input.node >= 0 && !lazy) m_producers.push_back(input.node);
  });
  std::sort(m_producers.begin() + first, m_producers.end());
  m_producers.erase(std::unique(m_producers.begin() + first, m_producers.end()), m_producers.end());
}

void RunGraph::invertLinks(size_t count) {
  m_firstConsumer.assign(count + 1, 0);
  for (const int producer : m_producers) ++m_firstConsumer[static_cast<size_t>(producer) + 1];
  for (size_t n = 0; n < count; ++n) m_firstConsumer[n + 1] += m_firstConsumer[n];
  m_consumers.resize(m_producers.size());
  std::vector<size_t> next(m_firstConsumer.begin(), m_firstConsumer.end() - 1);
  for (size_t n = 0; n < count; ++n) {
    for (const int producer : producers(static_cast<int>(n))) {
      m_consumers[next[static_cast<size_t>(producer)]++] = static_cast<int>(n);
    }
  }
}

}  // namespace weft
