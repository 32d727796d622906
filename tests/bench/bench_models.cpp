// With LibTorch and the model that is shipped: two ways to the same result, taken in turns, and how their times
// compare.
#include <algorithm>
#include <functional>

#include <benchmark/benchmark.h>

#include "support/shipped_graphs.h"

namespace weft::test {
namespace {

constexpr int turns = 7;

double medianOf(std::vector<double> times) {
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
  return times[times.size() / 2];
}

// Seconds of one way and of the other, for a seed that was not used before.
using Way = std::function<double(int64_t seed)>;

void compare(benchmark::State& state, const Way& way, const Way& against) {
  std::vector<double> times, others;
  int64_t seed = 1'000;
  try {
    (void)way(seed++);  // what is kept between runs is loaded
    (void)against(seed++);
    for (auto _ : state) {
      for (int i = 0; i < turns; ++i, ++seed) {
        times.push_back(way(seed));
        others.push_back(against(seed + 1'000'000));
      }
      state.SetIterationTime(medianOf(times));
    }
  } catch (const std::exception& problem) {
    return state.SkipWithError(problem.what());
  }
  state.counters["ms"] = 1e3 * medianOf(times);
  state.counters["against_ms"] = 1e3 * medianOf(others);
  state.counters["ratio"] = medianOf(times) / medianOf(others);
}

// At most 1.05.
void samplingByHand(benchmark::State& state) {
  Executor executor;
  const Document byHand = shippedGraph("sampling-by-hand.json"), whole = shippedGraph("quickstart.json");
  compare(
      state,
      [&](int64_t seed) {
        return timedRun(executor, planOf(byHand, {"loop"}, {{"seed", seed}})).seconds({"begin", "loop"});
      },
      [&](int64_t seed) {
        return timedRun(executor, planOf(whole, {"sample"}, {{"seed", seed}})).seconds({"sample"});
      });
}
BENCHMARK(samplingByHand)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

// Side by side against one after the other: at most 0.6.
void twoHeavyBranches(benchmark::State& state) {
  Executor executor;
  const Document graph = twoSamplings();
  const auto run = [&](const std::vector<std::string>& only, int64_t seed) {
    return timedRun(executor, planOf(graph, only, {{"left", 2 * seed}, {"right", 2 * seed + 1}})).seconds(only);
  };
  compare(
      state,
      [&](int64_t seed) {
        return run({"left", "right"}, seed);
      },
      [&](int64_t seed) { return run({"left"}, seed) + run({"right"}, seed); });
}
BENCHMARK(twoHeavyBranches)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace weft::test
