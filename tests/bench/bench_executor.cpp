// What the executor costs beside oneTBB itself, in the same process and in turns: a chain, a fan, two branches. Its
// nodes are weft.math.Add behind the C ABI, with values, events and, where it says so, the session cache; those of
// flow_graph carry nothing.
#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <thread>

#include <benchmark/benchmark.h>
#include <oneapi/tbb/flow_graph.h>

#include <weft/exec/executor.h>
#include <weft/host/host.h>

#include "support/fake_nodes.h"
#include "support/plan_builder.h"

namespace weft::test {
namespace {

using Clock = std::chrono::steady_clock;

double secondsOf(const std::function<void()>& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

// Ours and theirs in turns; the medians of both, and how many times ours is theirs. `prepare` is not timed.
void compare(
    benchmark::State& state, double items, const std::function<void()>& ours, const std::function<void()>& theirs,
    const std::function<void()>& prepare = [] {}) {
  std::vector<double> our, their;
  for (auto _ : state) {
    prepare();
    their.push_back(secondsOf(theirs));
    our.push_back(secondsOf(ours));
    state.SetIterationTime(our.back());
  }
  state.counters["ours_ns"] = median(our) / items * 1e9;
  state.counters["theirs_ns"] = median(their) / items * 1e9;
  state.counters["times"] = median(our) / median(their);
}

const NodeType& realAdd() {
  static const Host host({.folders = {WEFT_PACKS}, .builtInFolder = WEFT_PACKS, .cacheFolder = {}});
  const NodeType* type = host.catalog().find("weft.math.Add");
  if (!type) throw std::runtime_error("no weft.math.Add in " WEFT_PACKS);
  return *type;
}

int add(PlanBuilder& builder, const std::string& id, int source, bool wanted = false) {
  const int node = builder.add(&realAdd(), id, {}, wanted);
  if (source >= 0) builder.node(node).parameterLinks[0] = {source, 0, {}};
  return node;
}

void runOnce(benchmark::State& state, Executor& executor, const Plan& plan, bool useCache) {
  uint64_t events = 0;
  const RunResult result = executor.run(plan, {.useCache = useCache}, CancelToken(), [&](const Event&) { ++events; });
  if (result.status != RunResult::Status::Done) state.SkipWithError("the run failed");
  if (events < 3 * plan.nodes.size()) state.SkipWithError("a node without its events");
}

using Signal = tbb::flow::continue_msg;
using Step = tbb::flow::continue_node<Signal>;

void chain(benchmark::State& state) {
  constexpr int length = 10'000;
  PlanBuilder builder;
  int last = add(builder, "n0", -1);
  for (int i = 1; i < length; ++i) last = add(builder, "n" + std::to_string(i), last);
  builder.output("last", last);
  const Plan& plan = builder.plan();

  tbb::flow::graph graph;
  std::vector<std::unique_ptr<Step>> steps;
  for (int i = 0; i < length; ++i)
    steps.push_back(std::make_unique<Step>(graph, [](const Signal& signal) { return signal; }));
  for (size_t i = 1; i < steps.size(); ++i) tbb::flow::make_edge(*steps[i - 1], *steps[i]);
  Executor executor;
  compare(
      state, length, [&] { runOnce(state, executor, plan, state.range(0) != 0); },
      [&] {
        steps.front()->try_put({});
        graph.wait_for_all();
      },
      [&] { executor.clearCache(); });
}
BENCHMARK(chain)->ArgName("cache")->Arg(0)->Arg(1)->UseManualTime()->Unit(benchmark::kMillisecond);

// One, then 10,000 side by side, then one that reads them all.
void fan(benchmark::State& state) {
  constexpr int width = 10'000;
  PlanBuilder builder;
  NodeType sum =
      fakeType("weft.test.Sum", {"all:number"}, {"value:number"}, [](NodeCall& call) { return addInputs(call, 1, 0); });
  sum.inputs[0].flags = WEFT_PORT_VARIADIC;
  std::vector<int> all;
  const int source = add(builder, "source", -1);
  for (int i = 0; i < width; ++i) all.push_back(add(builder, "n" + std::to_string(i), source));
  builder.output("sum", builder.add(builder.keep(std::move(sum)), "sum", {all}));
  const Plan& plan = builder.plan();

  tbb::flow::graph graph;
  std::vector<std::unique_ptr<Step>> steps;
  for (int i = 0; i < width + 2; ++i)
    steps.push_back(std::make_unique<Step>(graph, [](const Signal& signal) { return signal; }));
  for (size_t i = 1; i <= width; ++i) {
    tbb::flow::make_edge(*steps.front(), *steps[i]);
    tbb::flow::make_edge(*steps[i], *steps.back());
  }
  Executor executor;
  compare(
      state, width, [&] { runOnce(state, executor, plan, state.range(0) != 0); },
      [&] {
        steps.front()->try_put({});
        graph.wait_for_all();
      },
      [&] { executor.clearCache(); });
}
BENCHMARK(fan)->ArgName("cache")->Arg(0)->Arg(1)->UseManualTime()->Unit(benchmark::kMillisecond);

// The last node of a chain has changed, and the rest lies in the session's cache: beside the first run.
void changedAtTheEnd(benchmark::State& state) {
  constexpr int length = 10'000;
  PlanBuilder builder;
  int last = add(builder, "n0", -1);
  for (int i = 1; i < length; ++i) last = add(builder, "n" + std::to_string(i), last);
  builder.output("last", last);
  builder.plan();
  std::unique_ptr<Executor> executor;
  uint64_t change = 0;
  const auto run = [&] {
    builder.node(last).key[1] = ++change;
    const RunResult result = executor->run(builder.plan(), {}, CancelToken(), [](const Event&) {});
    if (result.status != RunResult::Status::Done) state.SkipWithError("the run failed");
  };
  compare(state, length, run, [&] {
    executor = std::make_unique<Executor>();
    run();
  });
}
BENCHMARK(changedAtTheEnd)->UseManualTime()->Unit(benchmark::kMillisecond);

// Work that keeps one core busy, the same amount each time.
void spin() {
  uint64_t state = 1;
  for (int i = 0; i < 40'000'000; ++i) state = state * 6364136223846793005u + 1442695040888963407u;
  benchmark::DoNotOptimize(state);
}

void twoBranches(benchmark::State& state) {
  PlanBuilder builder;
  NodeType type = fakeType("weft.test.Spin", {}, {"value:number"}, [](NodeCall& call) {
    spin();
    return addInputs(call, 0, 1);
  });
  if (state.range(0) != 0) type.cost = WEFT_COST_HEAVY;
  const NodeType* work = builder.keep(std::move(type));
  for (const char* id : {"left", "right"}) {
    const int node = builder.add(work, id);
    builder.node(node).peers = 2;
    builder.output(id, node);
  }
  const Plan& plan = builder.plan();
  compare(
      state, 2,
      [&] {
        Executor executor;
        executor.run(plan, {.workers = 2, .threads = 2}, CancelToken(), [](const Event&) {});
      },
      [] {
        std::thread other(spin);
        spin();
        other.join();
      });
}
BENCHMARK(twoBranches)->ArgName("heavy")->Arg(0)->Arg(1)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace weft::test
