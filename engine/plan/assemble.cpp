// From what is known of all nodes to a plan of those that are needed: equal ones merged, with who reads whom.
#include <weft/base/byte_size.h>
#include <weft/base/text.h>
#include <algorithm>
#include <unordered_map>

#include "keys.h"
#include "node_memory.h"

namespace weft {
namespace {

class Assembler {
 public:
  Assembler(Planning& planning, const std::vector<int>& order) : m_planning(planning), m_order(order) {}

  Result<Plan> assemble() {
    findOutputs();
    findWanted();
    markNeeded();
    if (!m_planning.problems.empty()) return makeError(ErrorCode::InvalidArgument, "the graph has problems");
    m_planned.assign(m_planning.nodes.size(), -1);
    const auto needed = static_cast<size_t>(std::count(m_needed.begin(), m_needed.end(), true));
    m_plan.nodes.reserve(needed);
    m_byKey.reserve(needed);
    for (const int node : m_order) {
      if (m_needed[static_cast<size_t>(node)]) add(static_cast<size_t>(node));
    }
    if (!m_planning.problems.empty()) return makeError(ErrorCode::BadFile, "the graph has problems");
    addOutputs();
    connect();
    countPeers(m_plan);
    return std::move(m_plan);
  }

 private:
  struct Output {
    std::string name;
    FlatSource source;
  };

  // The graph's outputs, across bypassed nodes; those that are muted are no outputs in this run.
  void findOutputs() {
    for (const auto& [name, endpoint] : m_planning.document.graph().outputs) {
      FlatSource source = m_planning.follow(
          0, endpoint, [&] { return "outputs." + name; }, lastOrder);
      if (source.node < 0) continue;
      const auto index = static_cast<size_t>(source.node);
      const FlatNode& node = m_planning.nodes[index];
      if (m_planning.expansion.nodes[index].state == NodeState::Bypassed) {
        if (static_cast<size_t>(source.output) >= node.passes.size()) continue;  // on a cycle
        const FlatSource& pass = node.passes[static_cast<size_t>(source.output)];
        if (!pass.isThere() && !pass.leftOut) {
          m_planning.problem(index, ".bypass",
                             "none of its linked inputs fits output " +
                                 inQuotes(node.outputs[static_cast<size_t>(source.output)].id) +
                                 ", which the graph's output " + inQuotes(name) + " needs");
        }
        source = pass;
      }
      source.leftOut =
          source.leftOut || (source.node >= 0 && m_planning.nodes[static_cast<size_t>(source.node)].leftOut);
      if (!source.leftOut && source.isThere()) m_outputs.push_back({name, source});
    }
  }

  bool isRunnable(size_t node) const {
    return m_planning.expansion.nodes[node].state == NodeState::Live && !m_planning.nodes[node].leftOut &&
           m_planning.nodes[node].type && !m_planning.isCheckOnly(node);
  }

  void findWanted() {
    m_wanted.assign(m_planning.nodes.size(), false);
    bool any = false, muted = false, unknown = false;
    for (size_t i = 0; i < m_planning.nodes.size(); ++i) {
      if (m_planning.isCheckOnly(i)) continue;
      const NodeState state = m_planning.expansion.nodes[i].state;
      muted = muted || m_planning.nodes[i].leftOut;
      unknown = unknown || state == NodeState::Unknown;
      if (!isRunnable(i)) continue;
      const NodeType& type = *m_planning.nodes[i].type;
      if (!type.has(WEFT_NODE_SIDE_EFFECTS) && !type.has(WEFT_NODE_OUTPUT)) continue;
      any = true;
      m_wanted[i] = m_planning.options.only.empty();
    }
    for (const Output& output : m_outputs) {
      any = true;
      if (output.source.node >= 0 && m_planning.options.only.empty()) {
        m_wanted[static_cast<size_t>(output.source.node)] = true;
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
    if (isRunnable(node)) {
      m_wanted[node] = true;
    } else if (m_planning.expansion.nodes[node].state == NodeState::Bypassed) {
      problem("the node is bypassed");
    } else if (m_planning.nodes[node].leftOut) {
      problem("the node is muted, or needs one that is");
    }
  }

  // Of an instance: what it gives, and what in it has effects.
  void wantInstance(const std::string& id, int scope) {
    const std::string prefix = id + "/";
    for (size_t i = 0; i < m_planning.nodes.size(); ++i) {
      if (!isRunnable(i) || !m_planning.expansion.idOf(i).starts_with(prefix)) continue;
      const NodeType& type = *m_planning.nodes[i].type;
      if (type.has(WEFT_NODE_SIDE_EFFECTS) || type.has(WEFT_NODE_OUTPUT)) m_wanted[i] = true;
    }
    const GraphInfo& info = *m_planning.expansion.scopes[static_cast<size_t>(scope)].info;
    for (const auto& [name, endpoint] : info.graph->outputs) {
      const FlatSource source = m_planning.follow(
          scope, endpoint, [&] { return info.path + "outputs." + name; }, lastOrder);
      if (source.node >= 0 && isRunnable(static_cast<size_t>(source.node))) {
        m_wanted[static_cast<size_t>(source.node)] = true;
      }
    }
  }

  static void forEachSource(const FlatNode& node, const auto& visit) {
    for (const auto& links : node.links) {
      for (const FlatSource& link : links) visit(link);
    }
    for (const FlatSource& link : node.parameterLinks) visit(link);
  }

  void markNeeded() {
    m_needed = m_wanted;
    for (auto node = m_order.rbegin(); node != m_order.rend(); ++node) {
      if (!m_needed[static_cast<size_t>(*node)]) continue;
      forEachSource(m_planning.nodes[static_cast<size_t>(*node)], [&](const FlatSource& link) {
        if (link.node >= 0) m_needed[static_cast<size_t>(link.node)] = true;
      });
    }
  }

  PlannedInput plannedInput(const FlatSource& source) const {
    if (source.node < 0) return {-1, 0, source.constant};
    return {m_planned[static_cast<size_t>(source.node)], source.output, {}};
  }

  void add(size_t index) {
    FlatNode& flat = m_planning.nodes[index];
    PlannedNode node;
    node.id = m_planning.expansion.idOf(index);
    node.type = flat.type;
    node.inputs = flat.inputs;
    node.outputs = flat.outputs;
    node.extraPorts = flat.extraPorts;
    node.device = flat.device;
    node.dtype = flat.dtype;
    node.wanted = m_wanted[index];
    node.parameters = std::move(flat.parameters);
    node.parameterLinks.reserve(flat.parameterLinks.size());
    node.links.reserve(flat.links.size());
    for (const FlatSource& link : flat.parameterLinks) node.parameterLinks.push_back(plannedInput(link));
    for (const auto& links : flat.links) {
      auto& planned = node.links.emplace_back();
      planned.reserve(links.size());
      for (const FlatSource& link : links) planned.push_back(plannedInput(link));
    }

    const NodeQuestion question = node.type->fingerprint ? questionOf(node) : NodeQuestion{};
    Result<Key> key = keyOf(node, m_plan.nodes, question, m_planning.options);
    if (!key) return m_planning.problem(index, key.error().path, key.error().message);
    node.key = *key;
    node.cacheable = isMergeable(node) && sourcesAreCacheable(node);
    if (isMergeable(node)) {
      const auto [known, isNew] = m_byKey.emplace(Hash128{node.key[0], node.key[1]}, m_plan.nodes.size());
      if (!isNew) {
        PlannedNode& same = m_plan.nodes[known->second];
        same.aliases.push_back(node.id);
        same.wanted = same.wanted || node.wanted;
        m_planned[index] = static_cast<int>(known->second);
        return;
      }
    }
    node.outputTypes = std::move(flat.outputTypes);
    estimate(index, node);
    m_planned[index] = static_cast<int>(m_plan.nodes.size());
    m_plan.nodes.push_back(std::move(node));
  }

  // What it needs in memory; a problem where no way of running the graph could give it that.
  void estimate(size_t index, PlannedNode& node) {
    std::optional<uint64_t> workspace;
    if (node.type->estimate) {
      if (const auto answer = node.type->estimate(questionOf(node))) workspace = *answer;
    }
    m_memory.add(node, m_planning.nodes[index].outputBytes, workspace);
    const PlanOptions& options = m_planning.options;
    const bool onHost = !node.device.starts_with("cuda") && !node.device.starts_with("vulkan");
    const uint64_t budget = onHost ? options.memory : options.vram;
    if (budget == 0) return;
    const NodeMemory::Need need = m_memory.leastOf(node);
    if (need.total() <= budget) return;
    m_planning.problem(index, "",
                       "needs at least " + formatBytes(need.total()) + " of memory (" + formatBytes(need.inputs) +
                           " for what it is given, " + formatBytes(need.outputs) + " for what it makes, " +
                           formatBytes(need.workspace) + " to work with); " + (onHost ? "--memory" : "--vram") +
                           " allows " + formatBytes(budget));
  }

  // What its type's functions are asked with.
  NodeQuestion questionOf(const PlannedNode& node) const {
    NodeQuestion question{node.parameters, {}};
    for (const auto& links : node.links) {
      auto& type = question.inputTypes.emplace_back();
      if (!links.empty()) type = typeOfInput(m_plan.nodes, links.front());
    }
    return question;
  }

  bool sourcesAreCacheable(const PlannedNode& node) const {
    bool cacheable = true;
    forEachPlanned(node, [&](const PlannedInput& input) {
      if (input.node >= 0) {
        cacheable = cacheable && m_plan.nodes[static_cast<size_t>(input.node)].cacheable;
      } else if (input.constant) {
        cacheable = cacheable && hashValue(input.constant);
      }
    });
    return cacheable;
  }

  static void forEachPlanned(const PlannedNode& node, const auto& visit) {
    for (const auto& links : node.links) {
      for (const PlannedInput& input : links) visit(input);
    }
    for (const PlannedInput& input : node.parameterLinks) visit(input);
  }

  void addOutputs() {
    for (const Output& output : m_outputs) {
      if (output.source.node >= 0 && m_planned[static_cast<size_t>(output.source.node)] < 0) continue;
      m_plan.outputs.push_back({output.name, plannedInput(output.source)});
    }
  }

  void connect() {
    auto& nodes = m_plan.nodes;
    std::vector<int> sources;
    for (size_t i = 0; i < nodes.size(); ++i) {
      sources.clear();
      forEachPlanned(nodes[i], [&](const PlannedInput& input) {
        if (input.node >= 0) sources.push_back(input.node);
      });
      std::sort(sources.begin(), sources.end());
      sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
      nodes[i].dependencies = static_cast<int>(sources.size());
      for (const int source : sources) nodes[static_cast<size_t>(source)].consumers.push_back(static_cast<int>(i));
    }
    for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
      for (const int consumer : node->consumers) {
        node->height = std::max(node->height, nodes[static_cast<size_t>(consumer)].height + 1);
      }
    }
  }

  Planning& m_planning;
  const std::vector<int>& m_order;
  std::vector<Output> m_outputs;
  std::vector<bool> m_wanted, m_needed;
  std::vector<int> m_planned;  // per placed node: its planned one
  std::unordered_map<Hash128, size_t> m_byKey;
  Plan m_plan;
  NodeMemory m_memory{m_plan.nodes};
};

}  // namespace

Result<Plan> assemble(Planning& planning, const std::vector<int>& order) {
  return Assembler(planning, order).assemble();
}

}  // namespace weft
