// What a run adds to each node: nodes that do next to nothing, in a chain and side by side.
#include <benchmark/benchmark.h>

#include <weft/exec/executor.h>

#include "support/fake_nodes.h"
#include "support/plan_builder.h"

namespace weft::test {
namespace {

NodeType addType() {
  return fakeType("weft.test.Add", {"value:number"}, {"sum:number"},
                  [](NodeCall& call) { return addInputs(call, 1, 1); });
}

void runAll(benchmark::State& state, const Plan& plan) {
  Executor executor;
  const CancelToken cancel;
  RunOptions options;
  options.useCache = false;
  for (auto _ : state) {
    const RunResult result = executor.run(plan, options, cancel, [](const Event&) {});
    if (result.status != RunResult::Status::Done) state.SkipWithError("the run failed");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(plan.nodes.size()));
}

void runChain(benchmark::State& state) {
  PlanBuilder builder;
  const NodeType* add = builder.keep(addType());
  int last = builder.add(add, "first");
  for (int64_t i = 1; i < state.range(0); ++i) last = builder.add(add, "n" + std::to_string(i), {{last}});
  builder.output("last", last);
  runAll(state, builder.plan());
}
BENCHMARK(runChain)->RangeMultiplier(10)->Range(10, 100'000)->Unit(benchmark::kMicrosecond);

void runFan(benchmark::State& state) {
  PlanBuilder builder;
  const NodeType* add = builder.keep(addType());
  const int first = builder.add(add, "first");
  for (int64_t i = 1; i < state.range(0); ++i) {
    builder.add(add, "n" + std::to_string(i), {{first}}, true);
  }
  runAll(state, builder.plan());
}
BENCHMARK(runFan)->RangeMultiplier(10)->Range(10, 100'000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace weft::test
