// From what is known of all nodes to a plan of those that are needed: equal ones merged, with who reads whom. A body
// becomes a plan of its own; what its nodes read from outside comes in as its captures.
#include <weft/base/byte_size.h>
#include <weft/base/text.h>
#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "demand.h"
#include "keys.h"
#include "node_memory.h"

namespace weft {
namespace {

void forEachPlanned(const PlannedNode& node, const auto& visit) {
  for (const auto& links : node.links) {
    for (const PlannedInput& input : links) visit(input);
  }
  for (const PlannedInput& input : node.parameterLinks) visit(input);
  for (const PlannedBody& body : node.bodies) {
    for (const PlannedInput& input : body.captures) visit(input);
  }
}

// Who reads whom, and the longest ways.
void connect(Plan& plan) {
  auto& nodes = plan.nodes;
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
  countPeers(plan);
  findCrossings(plan);
}

// A plan in the making: the whole one's, or a body's.
struct Builder {
  Plan plan;
  std::unordered_map<Hash128, size_t> byKey;
  NodeMemory memory{plan.nodes};
  // Of a body:
  int around = 0;   // the depth of the plan that its node stands in
  int nesting = 0;  // how many plans it lies in
  PlannedBody body;
  std::vector<PlannedArgument> arguments;  // what each pass is given, then the captures
  std::map<std::tuple<int, int, int>, int> captured;
  bool cacheable = true;  // all nodes in it are
  bool complete = true;   // its key says all that it computes

  PlannedArgument& argument(const PlannedInput& input) { return arguments[static_cast<size_t>(input.output)]; }
};

class Assembler {
 public:
  explicit Assembler(Planning& planning) : m_planning(planning), m_demand(findDemand(planning)) {}

  Result<Plan> assemble() {
    if (!m_planning.problems.empty()) return makeError(ErrorCode::InvalidArgument, "the graph has problems");
    m_planned.assign(m_planning.nodes.size(), -1);
    Builder whole;
    const auto needed = static_cast<size_t>(std::count(m_demand.needed.begin(), m_demand.needed.end(), true));
    whole.plan.nodes.reserve(needed);
    whole.byKey.reserve(needed);
    m_builders.push_back(&whole);
    addAll(m_planning.order);
    if (!m_planning.problems.empty()) return makeError(ErrorCode::BadFile, "the graph has problems");
    for (const Demand::Output& output : m_demand.outputs) {
      if (output.source.node >= 0 && m_planned[static_cast<size_t>(output.source.node)] < 0) continue;
      whole.plan.outputs.push_back({output.name, plannedInput(output.source, 0)});
    }
    connect(whole.plan);
    return std::move(whole.plan);
  }

 private:
  // At most maximumNesting deep.
  void addAll(const std::vector<int>& order) {
    for (const int node : order) {
      const auto index = static_cast<size_t>(node);
      if (!m_demand.needed[index]) continue;
      if (const int body = m_planning.expansion.nodes[index].body; body >= 0) {
        addWithBody(index, body);
      } else {
        add(index, nullptr, std::nullopt);
      }
    }
  }

  Builder& builderAt(int depth) { return *m_builders[static_cast<size_t>(depth)]; }

  void addWithBody(size_t index, int bodyIndex) {
    const FlatBody& flat = m_planning.bodies[static_cast<size_t>(bodyIndex)];
    const int depth = m_planning.expansion.depthOf(bodyIndex);
    Builder builder;
    builder.around = m_demand.homeOf(index);
    builder.nesting = builderAt(builder.around).nesting + 1;
    builder.body.parameter = m_planning.expansion.bodies[static_cast<size_t>(bodyIndex)].parameter;
    for (const PassInput& argument : flat.arguments) {
      Hasher key;
      key.add("argument").add(builder.nesting).add(argument.name);
      builder.body.inputs.push_back(argument.name);
      builder.arguments.push_back({key.finish(), argument.type, true});
    }
    m_builders.push_back(&builder);  // at `depth`: those of the bodies around are there
    addAll(flat.order);
    const auto& names = m_planning.expansion.bodyGraph(bodyIndex).graph->outputs;
    for (size_t i = 0; i < flat.outputs.size(); ++i) {
      const int node = flat.outputs[i].node;
      if (node >= 0 && m_planned[static_cast<size_t>(node)] < 0) continue;  // has a problem
      builder.plan.outputs.push_back({names[i].first, plannedInput(flat.outputs[i], depth)});
    }
    m_builders.pop_back();

    const Hash128 key = keyOfBody(builder.plan, builder.body, builder.arguments, builder.complete);
    connect(builder.plan);
    if (m_planning.nodes[index].type->isolated) {
      for (const PlannedOutput& output : builder.plan.outputs) {
        if (output.source.node >= 0) builder.plan.nodes[static_cast<size_t>(output.source.node)].crosses = true;
      }
    }
    for (PlannedNode& node : builder.plan.nodes) node.cacheable = false;  // their keys hold within the body only
    builder.body.plan = std::make_shared<Plan>(std::move(builder.plan));
    add(index, &builder, key);
  }

  // A value, as nodes at a depth of bodies read it.
  PlannedInput plannedInput(const FlatSource& source, int depth) {
    if (source.body >= 0) {
      return reach(depth, m_planning.expansion.depthOf(source.body), {PlannedInput::fromArgument, source.output, {}});
    }
    if (source.node < 0) return {PlannedInput::fromConstant, 0, source.constant};
    const auto node = static_cast<size_t>(source.node);
    return reach(depth, m_demand.homeOf(node), {m_planned[node], source.output, {}});
  }

  // From where it stands inwards, captured by each body on the way.
  PlannedInput reach(int depth, int home, const PlannedInput& input) {
    if (depth == home) return input;
    Builder& builder = builderAt(depth);
    const PlannedInput outside = reach(builder.around, home, input);
    const auto [known, isNew] = builder.captured.emplace(std::tuple(home, input.node, input.output),
                                                         static_cast<int>(builder.arguments.size()));
    if (isNew) {
      Builder& around = builderAt(builder.around);
      builder.arguments.push_back(outside.node >= 0 ? argumentFor(around.plan.nodes, outside)
                                                    : around.argument(outside));
      builder.body.captures.push_back(outside);
    }
    return {PlannedInput::fromArgument, known->second, {}};
  }

  static PlannedArgument argumentFor(const std::vector<PlannedNode>& nodes, const PlannedInput& input) {
    const PlannedNode& source = nodes[static_cast<size_t>(input.node)];
    Hasher key;
    key.add("link").add(Hash128{source.key[0], source.key[1]}).add(input.output);
    return {key.finish(), typeOfOutput(source, static_cast<size_t>(input.output)), source.cacheable};
  }

  void add(size_t index, Builder* body, const std::optional<Hash128>& bodyKey) {
    FlatNode& flat = m_planning.nodes[index];
    const int depth = m_demand.homeOf(index);
    Builder& builder = builderAt(depth);
    std::vector<PlannedNode>& nodes = builder.plan.nodes;
    PlannedNode node;
    node.id = m_planning.expansion.idOf(index);
    node.type = flat.type;
    node.inputs = flat.inputs;
    node.outputs = flat.outputs;
    node.extraPorts = flat.extraPorts;
    node.device = flat.device;
    node.dtype = flat.dtype;
    node.wanted = m_demand.wanted[index];
    node.parameters = std::move(flat.parameters);
    node.parameterLinks.reserve(flat.parameterLinks.size());
    node.links.reserve(flat.links.size());
    for (const FlatSource& link : flat.parameterLinks) node.parameterLinks.push_back(plannedInput(link, depth));
    for (const auto& links : flat.links) {
      auto& planned = node.links.emplace_back();
      planned.reserve(links.size());
      for (const FlatSource& link : links) planned.push_back(plannedInput(link, depth));
    }
    if (body) node.bodies.push_back(std::move(body->body));

    const bool mergeable = !m_demand.pinned[index] && (!body || body->complete);
    const NodeQuestion question = node.type->fingerprint ? questionOf(node, builder) : NodeQuestion{};
    const KeyParts parts{nodes, builder.arguments, question, m_planning.options, bodyKey, mergeable};
    Result<Key> key = keyOf(node, parts);
    if (!key) return m_planning.problem(index, key.error().path, key.error().message);
    node.key = *key;
    node.cacheable = mergeable && (!body || body->cacheable) && sourcesAreCacheable(node, builder);
    builder.cacheable = builder.cacheable && node.cacheable;
    if (mergeable) {
      const auto [known, isNew] = builder.byKey.emplace(Hash128{node.key[0], node.key[1]}, nodes.size());
      if (!isNew) {
        PlannedNode& same = nodes[known->second];
        same.aliases.push_back(node.id);
        same.wanted = same.wanted || node.wanted;
        if (body) takeAliases(same, node);
        m_planned[index] = static_cast<int>(known->second);
        return;
      }
    }
    node.outputTypes = std::move(flat.outputTypes);
    estimate(index, node, builder);
    m_planned[index] = static_cast<int>(nodes.size());
    nodes.push_back(std::move(node));
  }

  // What it needs in memory; a problem where no way of running the graph could give it that.
  void estimate(size_t index, PlannedNode& node, Builder& builder) {
    std::optional<uint64_t> workspace;
    if (node.type->estimate) {
      if (const auto answer = node.type->estimate(questionOf(node, builder))) workspace = *answer;
    }
    builder.memory.add(node, m_planning.nodes[index].outputBytes, workspace);
    const PlanOptions& options = m_planning.options;
    const bool onHost = !node.device.starts_with("cuda") && !node.device.starts_with("vulkan");
    const uint64_t budget = onHost ? options.memory : options.vram;
    if (budget == 0) return;
    const NodeMemory::Need need = builder.memory.leastOf(node);
    if (need.total() <= budget) return;
    m_planning.problem(index, "",
                       "needs at least " + formatBytes(need.total()) + " of memory (" + formatBytes(need.inputs) +
                           " for what it is given, " + formatBytes(need.outputs) + " for what it makes, " +
                           formatBytes(need.workspace) + " to work with); " + (onHost ? "--memory" : "--vram") +
                           " allows " + formatBytes(budget));
  }

  // What lies in the body of a merged node is told of under its ids too.
  static void takeAliases(PlannedNode& same, const PlannedNode& merged) {
    auto& kept = const_cast<Plan&>(*same.bodies.front().plan);  // made here, and nobody else's yet
    std::unordered_map<Hash128, PlannedNode*> byKey;
    for (PlannedNode& node : kept.nodes) byKey.emplace(Hash128{node.key[0], node.key[1]}, &node);
    for (const PlannedNode& node : merged.bodies.front().plan->nodes) {
      const auto found = byKey.find(Hash128{node.key[0], node.key[1]});
      if (found == byKey.end()) continue;
      found->second->aliases.push_back(node.id);
      found->second->aliases.insert(found->second->aliases.end(), node.aliases.begin(), node.aliases.end());
      if (!node.bodies.empty()) takeAliases(*found->second, node);
    }
  }

  // What its type's functions are asked with.
  static NodeQuestion questionOf(const PlannedNode& node, Builder& builder) {
    NodeQuestion question{node.parameters, {}, node.inputs, {}};
    for (const auto& links : node.links) {
      auto& type = question.inputTypes.emplace_back();
      if (links.empty()) continue;
      const PlannedInput& link = links.front();
      type =
          link.node == PlannedInput::fromArgument ? builder.argument(link).type : typeOfInput(builder.plan.nodes, link);
    }
    return question;
  }

  static bool sourcesAreCacheable(const PlannedNode& node, Builder& builder) {
    bool cacheable = true;
    forEachPlanned(node, [&](const PlannedInput& input) {
      if (input.node >= 0) {
        cacheable = cacheable && builder.plan.nodes[static_cast<size_t>(input.node)].cacheable;
      } else if (input.node == PlannedInput::fromArgument) {
        cacheable = cacheable && builder.argument(input).cacheable;
      } else if (input.constant) {
        cacheable = cacheable && hashValue(input.constant);
      }
    });
    return cacheable;
  }

  Planning& m_planning;
  const Demand m_demand;
  std::vector<int> m_planned;        // per placed node: its planned one, in the plan of its home
  std::vector<Builder*> m_builders;  // by depth of bodies, of the node that is looked at
};

}  // namespace

Result<Plan> assemble(Planning& planning) { return Assembler(planning).assemble(); }

}  // namespace weft
