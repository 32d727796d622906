// What a step of a solver costs beside the denoiser, at a latent of 4 x 64 x 64.
#include <chrono>
#include <utility>
#include <vector>

#include <weft/sdk.h>

#include "compare.h"
#include "empty_sampling.h"
#include "sampling/arithmetic.h"
#include "sampling/solvers/euler.h"

namespace weft::test {
namespace {

// 1,000 steps of Euler's method, with all that Sample does around them: at most 20 us each.
void eulerSteps(benchmark::State& state) {
  connectSdk();
  const EmptySampling run(sampling::makeEuler());
  double seconds = 0;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(run());
    seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  state.counters["us_a_step"] = 1e6 * seconds / double(state.iterations() * EmptySampling::steps);
}
BENCHMARK(eulerSteps)->Unit(benchmark::kMillisecond);

// Sums of tensors against a loop over float32 that was written for just this sum, and its result allocated.
template <size_t Terms>
void sumOfTensors(benchmark::State& state) {
  connectSdk();
  std::vector<Tensor> tensors;
  std::vector<sampling::Term> terms;
  for (size_t k = 0; k < Terms; ++k) tensors.push_back(EmptySampling::numbered(1 + double(k)));
  for (const Tensor& tensor : tensors) terms.push_back({0.3, tensor});
  const auto timed = [](const auto& way) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 1000; ++i) benchmark::DoNotOptimize(way());
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  compare(
      state, [&](int64_t) { return timed([&] { return sampling::combine(terms); }); },
      [&](int64_t) {
        return timed([&] {
          auto made = MutableTensor::make<float>(tensors[0].shape());
          const auto out = made.data<float>();
          const float* from[Terms];
          for (size_t k = 0; k < Terms; ++k) from[k] = tensors[k].data<float>().data();
          for (size_t i = 0; i < out.size(); ++i) {
            float sum = 0.3F * from[0][i];
            for (size_t k = 1; k < Terms; ++k) sum += 0.3F * from[k][i];
            out[i] = sum;
          }
          return std::move(made).publish();
        });
      });
}
BENCHMARK(sumOfTensors<2>)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(sumOfTensors<4>)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace weft::test
