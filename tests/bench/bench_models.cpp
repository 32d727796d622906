// With LibTorch and the model that is shipped.
#include "compare.h"
#include "support/shipped_graphs.h"

namespace weft::test {
namespace {

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
