// Random graphs whose values depend on nothing but their shape: all lanes and kinds of turn-taking, variadic and lazy
// inputs, and nodes that run bodies, nested too. Nodes fail by id, and the run can be cancelled at any call.
#pragma once

#include <atomic>
#include <random>
#include <set>

#include <weft/exec/executor.h>

#include "exec/loops.h"
#include "support/fake_nodes.h"
#include "support/plan_builder.h"

namespace weft::test {

class RandomGraph {
 public:
  struct Shape {
    int nodes = 10'000;
    double failShare = 0;
    double loopShare = 0.02;
  };

  PlanBuilder builder;
  std::vector<std::string> ids;   // in the plan's order, those of bodies before their node's
  std::set<std::string> failing;  // ids
  std::atomic<int> calls{0};
  CancelToken* cancel = nullptr;
  int cancelAt = -1;  // how many calls have begun by then

  RandomGraph(unsigned seed, const Shape& shape) : m_random(seed), m_shape(shape) {
    addTypes(builder);
    std::vector<bool> read(static_cast<size_t>(shape.nodes), false);
    for (int n = 0; n < shape.nodes; ++n) {
      const std::vector<int> used = addNode(builder, n, "n" + std::to_string(n), {}, 0);
      for (const int source : used) read[static_cast<size_t>(source)] = true;
    }
    for (int n = 0; n < shape.nodes; ++n) {
      if (!read[static_cast<size_t>(n)]) builder.output("n" + std::to_string(n), n);
    }
  }

  Result<CallOutcome> process(NodeCall& call, bool& asked) {
    if (++calls == cancelAt) cancel->cancel();
    if (call.cancelled()) return makeError(ErrorCode::Cancelled, "cancelled");
    // Every other node with a lazy input wants it; that of one without a link stays empty.
    const size_t hash = std::hash<std::string>()(call.node());
    if (hash % 2 == 0 && !std::exchange(asked, true)) {
      call.wantInput(1);
      return CallOutcome::NeedInputs;
    }
    if (failing.contains(call.node())) return makeError(ErrorCode::Internal, "injected");
    return addInputs(call, 2, static_cast<double>(hash % 1000));
  }

 private:
  class Node final : public NodeInstance {
   public:
    explicit Node(RandomGraph& graph) : m_graph(graph) {}
    Result<CallOutcome> process(NodeCall& call) override { return m_graph.process(call, m_asked); }

   private:
    RandomGraph& m_graph;
    bool m_asked = false;
  };

  int below(int limit) { return static_cast<int>(m_random() % static_cast<unsigned>(limit)); }
  bool chance(double share) { return std::uniform_real_distribution()(m_random) < share; }

  void addTypes(PlanBuilder& plan) {
    m_types.clear();
    for (const int32_t cost : {WEFT_COST_LIGHT, WEFT_COST_LIGHT, WEFT_COST_HEAVY, WEFT_COST_IO}) {
      for (const int32_t reentrancy : {WEFT_REENTRANCY_PARALLEL, WEFT_REENTRANCY_TYPE, WEFT_REENTRANCY_PLUGIN}) {
        NodeType type = fakeType("test.random.N" + std::to_string(m_types.size()), {"a:number"}, {"value:number"}, {});
        type.create = [this]() -> Result<std::unique_ptr<NodeInstance>> {
          return std::unique_ptr<NodeInstance>(std::make_unique<Node>(*this));
        };
        type.inputs[0].flags = WEFT_PORT_VARIADIC;
        type.inputs.push_back(fakePort("lazy", "number", WEFT_PORT_LAZY | WEFT_PORT_OPTIONAL));
        type.cost = cost;
        type.reentrancy = reentrancy;
        m_types.push_back(plan.keep(std::move(type)));
      }
    }
  }

  // One of the nodes before `n`, or of the arguments.
  int source(int n, const std::vector<int>& arguments) {
    const int choice = below(std::min(n, 100) + static_cast<int>(arguments.size()));
    return choice < static_cast<int>(arguments.size()) ? arguments[static_cast<size_t>(choice)]
                                                       : n - 1 - (choice - static_cast<int>(arguments.size()));
  }

  // Answers the nodes that it reads eagerly.
  std::vector<int> addNode(PlanBuilder& plan, int n, const std::string& id, const std::vector<int>& arguments,
                           int depth) {
    const bool mayRead = n > 0 || !arguments.empty();
    std::vector<int> used;
    if (mayRead && depth < 3 && chance(m_shape.loopShare * (depth + 1))) {
      used = addLoop(plan, id, source(n, arguments), source(n, arguments), depth);
    } else {
      std::vector<int> eager, lazy;
      for (int i = mayRead ? below(4) : 0; i > 0; --i) eager.push_back(source(n, arguments));
      if (mayRead && below(8) == 0) lazy.push_back(source(n, arguments));
      plan.add(m_types[static_cast<size_t>(below(static_cast<int>(m_types.size())))], id, {eager, lazy});
      plan.node(n).peers = 1 + below(3);
      used = eager;
    }
    ids.push_back(id);
    if (chance(m_shape.failShare)) failing.insert(id);
    std::erase_if(used, [](int node) { return node < 0; });
    return used;
  }

  std::vector<int> addLoop(PlanBuilder& plan, const std::string& id, int value, int captured, int depth) {
    PlanBuilder inner;
    const std::vector<int> arguments{PlanBuilder::argument(0), PlanBuilder::argument(1), PlanBuilder::argument(2)};
    const int count = 1 + below(6);
    for (int n = 0; n < count; ++n) addNode(inner, n, id + "/n" + std::to_string(n), arguments, depth + 1);
    inner.output("value", count - 1);
    const int passes = 1 + below(5), width = 1 + below(3);
    const int loop = plan.add(builder.keep(below(2) == 0 ? repeatType(passes) : mapType(passes, width)), id, {{value}});
    plan.body(loop, {"value", "index"}, {captured}, inner);
    return {value, captured};
  }

  std::mt19937 m_random;
  const Shape m_shape;
  std::vector<const NodeType*> m_types;  // kept by the outermost builder
};

}  // namespace weft::test
