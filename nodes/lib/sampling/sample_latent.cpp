#include "sampling/sample_latent.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sampling/solvers.h"
#include "torch_bridge/tensors.h"

namespace weft::sampling {
namespace {

// The times as they can be used: at least two, falling, within what the denoiser knows.
std::vector<double> checkedTimes(const Value& sigmas, const weft_denoiser_info& info) {
  const auto tensor = torch_bridge::toTorch(sigmas, 1, "the schedule").to(at::kCPU, at::kDouble).contiguous();
  const double* data = tensor.const_data_ptr<double>();
  const std::vector<double> times(data, data + tensor.numel());
  if (times.size() < 2) throw Failure("the schedule has one time; a step needs two");
  for (size_t i = 0; i < times.size(); ++i) {
    const auto at = "time " + std::to_string(i) + " of the schedule is " + std::to_string(times[i]);
    if (!(times[i] >= info.t_minimum && times[i] <= info.t_maximum))
      throw Failure(at + "; the denoiser knows " + std::to_string(info.t_minimum) + " to " +
                    std::to_string(info.t_maximum));
    if (i > 0 && !(times[i] < times[i - 1])) throw Failure(at + ", which is not below the one before");
  }
  return times;
}

at::Tensor checkedNoise(const Value& noise, const weft_denoiser_info& info) {
  const auto tensor = torch_bridge::toTorch(noise, 4, "the noise");
  if (info.channels > 0 && tensor.size(1) != int64_t(info.channels))
    throw Failure("the noise has " + std::to_string(tensor.size(1)) + " channels; the denoiser works on " +
                      std::to_string(info.channels),
                  WEFT_ERROR_TYPE_MISMATCH);
  return tensor.to(at::kFloat);
}

Value doublesOf(const std::vector<double>& numbers) {
  auto tensor = MutableTensor::make<double>({int64_t(numbers.size())});
  std::copy(numbers.begin(), numbers.end(), tensor.data<double>().begin());
  return std::move(tensor).publish();
}

// All steps of one run, from the noise at times.front().
Value integrate(const Sampling& sampling, const SolverRef& solver, const SolverRunRef& run,
                const std::vector<double>& times, Value x) {
  const uint64_t total = times.size() - 1;
  const auto report = [&](uint64_t step, uint64_t of, const SolverStep& state) {
    if (sampling.report) sampling.report(step, of, state);
  };
  report(0, total, {x, {}});
  if (solver.info().flags & WEFT_SOLVER_ADAPTIVE) {
    weft_progress progress{sizeof(weft_progress), const_cast<Sampling*>(&sampling),
                           [](void* user, uint64_t step, uint64_t of) {
                             return weft::detail::guard([&] {
                               const auto& report = static_cast<Sampling*>(user)->report;
                               if (report) report(step, of, {});
                             });
                           }};
    return run.integrate(x, times.front(), times.back(), &progress);
  }
  for (uint64_t i = 0; i < total; ++i) {
    const SolverStep step = run.step(x, times[i], times[i + 1], i);
    x = step.x;
    report(i + 1, total, step);
  }
  return x;
}

}  // namespace

Value sampleLatent(const Sampling& sampling) {
  const auto info = sampling.denoiser.info();
  const auto times = checkedTimes(sampling.sigmas, info);
  const auto noise = checkedNoise(sampling.noise, info).to(torch_bridge::deviceOf(sampling.device));
  const auto shape = noise.sizes().vec();
  const Value schedule = doublesOf(times);
  const weft_value* conditions[] = {sampling.conditioning.get()};

  weft_denoiser_request request{};
  request.struct_size = sizeof(request);
  request.dimensions = int32_t(shape.size());
  request.shape = shape.data();
  request.sigmas = schedule.get();
  request.conditionings = conditions;
  request.conditioning_count = 1;
  request.device = sampling.device;
  request.threads = sampling.threads;
  const DenoiserRunRef run = sampling.denoiser.begin(request);

  const SolverRef solver(sampling.solver ? sampling.solver : makeObject("solver", makeEulerSolver()));
  weft_solver_request solverRequest{};
  solverRequest.struct_size = sizeof(solverRequest);
  solverRequest.denoiser = sampling.denoiser.table();
  solverRequest.denoiser_self = sampling.denoiser.self();
  solverRequest.run = &run.get();
  solverRequest.sigmas = schedule.get();
  solverRequest.seed = sampling.seed;
  const SolverRunRef steps = solver.begin(solverRequest);

  const Value start = torch_bridge::toValue(noise * sampling.denoiser.coefficients(times.front()).b);
  const Value end = integrate(sampling, solver, steps, times, start);
  return torch_bridge::toValue(torch_bridge::toTorch(end, 4, "what the solver returned").to(at::kCPU));
}

}  // namespace weft::sampling
