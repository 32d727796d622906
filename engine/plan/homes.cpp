// How far out of its bodies each node can be computed.
#include "demand.h"

namespace weft {
namespace {

// A set of depths of bodies, 1 to maximumNesting. Depth 0 needs no place in it.
using Depths = uint64_t;
static_assert(maximumNesting <= 64);

Depths atDepth(int depth) { return depth > 0 ? Depths{1} << (depth - 1) : 0; }
Depths below(int depth) { return depth > 0 ? atDepth(depth) - 1 : 0; }
int deepest(Depths depths) {
  int depth = 0;
  for (; depths != 0; depths >>= 1) ++depth;
  return depth;
}

class HomeFinder {
 public:
  HomeFinder(const Planning& planning, Demand& demand) : m_planning(planning), m_demand(demand) {
    m_demand.home.assign(planning.nodes.size(), 0);
    m_needs.assign(planning.nodes.size(), 0);
  }

  // Forwards, a node after what lies in its body.
  void findIn(const std::vector<int>& order) {
    for (const int node : order) {
      const auto index = static_cast<size_t>(node);
      if (!m_demand.needed[index]) continue;
      Depths& needs = m_needs[index];
      forEachSource(m_planning.nodes[index], [&](const FlatSource& source) { needs |= depthsOf(source); });
      if (const int body = m_planning.expansion.nodes[index].body; body >= 0) needs |= needsOfBody(body);
      m_demand.home[index] = homeOf(node, deepest(needs));
    }
  }

 private:
  Depths depthsOf(const FlatSource& source) const {
    if (source.body >= 0) return atDepth(m_planning.expansion.depthOf(source.body));
    return source.node < 0 ? 0 : atDepth(m_demand.home[static_cast<size_t>(source.node)]);
  }

  // Of what its nodes read, that which lies further out.
  Depths needsOfBody(int index) {
    const FlatBody& body = m_planning.bodies[static_cast<size_t>(index)];
    findIn(body.order);
    Depths needs = 0;
    for (const int node : body.order) needs |= m_needs[static_cast<size_t>(node)];
    for (const FlatSource& output : body.outputs) needs |= depthsOf(output);
    return needs & below(m_planning.expansion.depthOf(index));
  }

  // Outwards as long as nothing that it reads is left behind, and as long as every pass would have computed it.
  int homeOf(int node, int lowest) const {
    int body = m_planning.expansion.bodyOf(node);
    int depth = m_planning.expansion.depthOf(body);
    if (m_demand.pinned[static_cast<size_t>(node)]) return depth;
    while (depth > lowest && m_demand.eager[static_cast<size_t>(node)]) {
      const BodyScope& scope = m_planning.expansion.bodies[static_cast<size_t>(body)];
      node = scope.node;
      body = scope.parent;
      --depth;
    }
    return depth;
  }

  const Planning& m_planning;
  Demand& m_demand;
  std::vector<Depths> m_needs;
};

}  // namespace

void findHomes(const Planning& planning, Demand& demand) {
  if (!planning.bodies.empty()) HomeFinder(planning, demand).findIn(planning.order);
}

}  // namespace weft
