// 1,000 steps of a solver at a latent of 4 x 64 x 64, against the same tensor expressions written by hand with
// LibTorch, on one thread: at most 1.1.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <chrono>
#include <cmath>
#include <functional>

#include "compare.h"
#include "empty_sampling.h"
#include "sampling/solvers/dpm_solver_multistep.h"
#include "sampling/solvers/euler.h"

namespace weft::test {
namespace {

at::Tensor torchOf(const Tensor& tensor) {
  const auto from = tensor.data<float>();
  return at::from_blob(const_cast<float*>(from.data()), tensor.shape(), at::kFloat).clone();
}

double secondsOf(const std::function<void()>& way) {
  const auto start = std::chrono::steady_clock::now();
  way();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

using ByHand = std::function<at::Tensor(const at::Tensor& x, const at::Tensor& x0, const std::vector<double>& times)>;

void against(benchmark::State& state, const EmptySampling& sampling, const ByHand& byHand) {
  const std::vector<double> times = Tensor(sampling.sigmas()).copyAs<double>();
  const at::Tensor noise = torchOf(EmptySampling::numbered(1)), x0 = torchOf(EmptySampling::numbered(0.1));
  const c10::InferenceMode inference;
  at::set_num_threads(1);
  compare(
      state, [&](int64_t) { return secondsOf([&] { benchmark::DoNotOptimize(sampling()); }); },
      [&](int64_t) { return secondsOf([&] { benchmark::DoNotOptimize(byHand(noise * times.front(), x0, times)); }); });
}

void eulerAgainstTorch(benchmark::State& state) {
  connectSdk();
  against(state, EmptySampling(sampling::makeEuler()),
          [](at::Tensor x, const at::Tensor& x0, const std::vector<double>& times) {
            for (size_t i = 0; i + 1 < times.size(); ++i) x = x + (x - x0) * ((times[i + 1] - times[i]) / times[i]);
            return x;
          });
}
BENCHMARK(eulerAgainstTorch)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

void dpmpp2MAgainstTorch(benchmark::State& state) {
  connectSdk();
  against(state, EmptySampling(sampling::makeDpmpp2m(false)),
          [](at::Tensor x, const at::Tensor& x0, const std::vector<double>& times) {
            at::Tensor before = x0;
            double stepBefore = 0;
            for (size_t i = 0; i + 1 < times.size(); ++i) {
              const double h = std::log(times[i] / times[i + 1]), ratio = i == 0 ? 0 : h / stepBefore / 2;
              const at::Tensor drawn = x0 * (1 + ratio) - before * ratio;
              x = x * (times[i + 1] / times[i]) - drawn * std::expm1(-h);
              before = x0;
              stepBefore = h;
            }
            return x;
          });
}
BENCHMARK(dpmpp2MAgainstTorch)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace weft::test
