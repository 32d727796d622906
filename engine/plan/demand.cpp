#include "demand.h"

#include <weft/base/text.h>

namespace weft {
namespace {

class DemandFinder {
 public:
  explicit DemandFinder(Planning& planning) : m_planning(planning) {}

  Demand find() {
    findOutputs();
    findWanted();
    m_demand.needed = m_demand.wanted;
    m_demand.eager = m_demand.wanted;
    markNeeded(m_planning.order);
    return std::move(m_demand);
  }

 private:
  // The graph's outputs, across bypassed nodes; those that are muted are no outputs in this run.
  void findOutputs() {
    for (const auto& [name, endpoint] : m_planning.document.graph().outputs) {
      const auto where = [&name = name] { return "outputs." + name; };
      const FlatSource linked = m_planning.follow(0, endpoint, where, lastOrder);
      if (linked.node < 0) continue;
      FlatSource source =
          acrossBypass(m_planning, linked, [&name = name] { return "the graph's output " + inQuotes(name); });
      if (!source.leftOut && !source.open && source.isThere()) m_demand.outputs.push_back({name, std::move(source)});
    }
  }

  bool isRunnable(size_t node) const {
    return m_planning.expansion.nodes[node].state == NodeState::Live && !m_planning.nodes[node].leftOut &&
           m_planning.nodes[node].type && !m_planning.isCheckOnly(node);
  }

  // What has effects is computed for itself. What has effects in a body makes its node one that has; the nodes of a
  // body stand after it.
  void findWanted() {
    const size_t count = m_planning.nodes.size();
    m_effects.assign(count, false);
    m_demand.wanted.assign(count, false);
    m_demand.pinned.assign(count, false);
    bool any = false, muted = false, unknown = false;
    for (size_t i = count; i-- > 0;) {
      if (m_planning.isCheckOnly(i)) continue;
      const NodeState state = m_planning.expansion.nodes[i].state;
      muted = muted || m_planning.nodes[i].leftOut;
      unknown = unknown || state == NodeState::Unknown;
      if (!isRunnable(i)) continue;
      const NodeType& type = *m_planning.nodes[i].type;
      if (type.has(WEFT_NODE_SIDE_EFFECTS) || type.has(WEFT_NODE_OUTPUT)) m_effects[i] = true;
      if (type.has(WEFT_NODE_SIDE_EFFECTS) || type.has(WEFT_NODE_NONDETERMINISTIC)) m_demand.pinned[i] = true;
      const int body = m_planning.expansion.bodyOf(static_cast<int>(i));
      m_demand.wanted[i] = m_effects[i] && (body >= 0 || m_planning.options.only.empty());
      if (body < 0) {
        any = any || m_effects[i];
        continue;
      }
      const auto around = static_cast<size_t>(m_planning.expansion.bodies[static_cast<size_t>(body)].node);
      if (m_effects[i]) m_effects[around] = true;
      if (m_demand.pinned[i]) m_demand.pinned[around] = true;
    }
    for (const Demand::Output& output : m_demand.outputs) {
      any = true;
      if (output.source.node >= 0 && m_planning.options.only.empty()) {
        m_demand.wanted[static_cast<size_t>(output.source.node)] = true;
      }
    }
    for (const std::string& id : m_planning.options.only) wantOnly(id);
    // Without any, what is wrong with the outputs, or a type that is not there, is said already.
    const bool saidAlready = unknown || (!muted && !m_planning.document.graph().outputs.empty());
    if (any || saidAlready || !m_planning.options.only.empty()) return;
    m_planning.problems.add("",
                            muted ? "nothing to compute: all that saves or is an output is muted"
                                  : "nothing to compute: no node has side effects (such as one that saves), and "
                                    "the graph has no \"outputs\"",
                            lastOrder);
  }

  void wantOnly(const std::string& id) {
    const auto problem = [&](const std::string& message) {
      m_planning.problems.add("--only " + printable(id), message);
    };
    const Expansion::Found found = m_planning.expansion.findId(id);
    if (found.scope >= 0) return wantInstance(id, found.scope);
    if (found.node < 0) {
      return problem("no node " + inQuotes(id) + m_planning.problems.suggest(id, [&] {
        std::vector<std::string> ids;
        for (size_t i = 0; i < m_planning.nodes.size(); ++i) {
          if (!m_planning.isCheckOnly(i)) ids.push_back(m_planning.expansion.idOf(i));
        }
        return ids;
      }));
    }
    const auto node = static_cast<size_t>(found.node);
    if (m_planning.expansion.bodyOf(found.node) >= 0) {
      return refuseInBody(id, found.node);
    }
    if (isRunnable(node)) {
      m_demand.wanted[node] = true;
    } else if (m_planning.expansion.nodes[node].state == NodeState::Bypassed) {
      problem("the node is bypassed");
    } else if (m_planning.nodes[node].leftOut) {
      problem("the node is muted, or needs one that is");
    }
  }

  void refuseInBody(const std::string& id, int node) {
    const auto around = static_cast<size_t>(m_planning.expansion.lift(node, -1));
    m_planning.problems.add(
        "--only " + printable(id),
        "it lies in the body of " + inQuotes(m_planning.expansion.idOf(around)) + ", which is computed as a whole");
  }

  // Of an instance: what it gives, and what in it has effects.
  void wantInstance(const std::string& id, int scope) {
    if (const int body = m_planning.expansion.scopes[static_cast<size_t>(scope)].body; body >= 0) {
      return refuseInBody(id, m_planning.expansion.bodies[static_cast<size_t>(body)].node);
    }
    const std::string prefix = id + "/";
    for (size_t i = 0; i < m_planning.nodes.size(); ++i) {
      if (!isRunnable(i) || !m_planning.expansion.idOf(i).starts_with(prefix)) continue;
      if (m_effects[i]) m_demand.wanted[i] = true;
    }
    const GraphInfo& info = *m_planning.expansion.scopes[static_cast<size_t>(scope)].info;
    for (const auto& [name, endpoint] : info.graph->outputs) {
      const FlatSource source = m_planning.follow(
          scope, endpoint, [&, &name = name] { return info.path + "outputs." + name; }, lastOrder);
      if (source.node >= 0 && isRunnable(static_cast<size_t>(source.node))) {
        m_demand.wanted[static_cast<size_t>(source.node)] = true;
      }
    }
  }

  // Backwards; what lies in bodies with the node that runs them, at most maximumNesting deep.
  void markNeeded(const std::vector<int>& order) {
    for (auto node = order.rbegin(); node != order.rend(); ++node) {
      const auto index = static_cast<size_t>(*node);
      if (!m_demand.needed[index]) continue;
      const FlatNode& flat = m_planning.nodes[index];
      for (size_t port = 0; port < flat.links.size(); ++port) {
        const bool lazy = flat.inputs[port].has(WEFT_PORT_LAZY);
        for (const FlatSource& link : flat.links[port]) mark(*node, link, !lazy);
      }
      for (const FlatSource& link : flat.parameterLinks) mark(*node, link, true);
      if (m_planning.expansion.nodes[index].body >= 0) markBody(*node);
    }
  }

  void mark(int reader, const FlatSource& link, bool always) {
    if (link.node < 0) return;
    const auto source = static_cast<size_t>(link.node);
    m_demand.needed[source] = true;
    if (m_planning.bodies.empty() || m_demand.eager[source]) return;
    // What is read from outside of a body is there before the first pass.
    const int waits = m_planning.expansion.lift(reader, m_planning.expansion.bodyOf(link.node));
    if (m_demand.eager[static_cast<size_t>(waits)] && (always || waits != reader)) m_demand.eager[source] = true;
  }

  void markBody(int node) {
    const auto index = static_cast<size_t>(m_planning.expansion.nodes[static_cast<size_t>(node)].body);
    const FlatBody& body = m_planning.bodies[index];
    for (const FlatSource& output : body.outputs) {
      if (output.node < 0) continue;
      const auto source = static_cast<size_t>(output.node);
      if (m_planning.expansion.bodyOf(output.node) != static_cast<int>(index)) {
        mark(node, output, true);  // handed through by a bypassed node
      } else {
        m_demand.wanted[source] = m_demand.needed[source] = m_demand.eager[source] = true;
      }
    }
    markNeeded(body.order);
  }

  Planning& m_planning;
  Demand m_demand;
  std::vector<bool> m_effects;
};

}  // namespace

Demand findDemand(Planning& planning) {
  Demand demand = DemandFinder(planning).find();
  findHomes(planning, demand);
  return demand;
}

}  // namespace weft
