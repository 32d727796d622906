#include "sample.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <string>
#include <vector>

#include "solvers.h"
#include "torch_bridge/tensors.h"

namespace weft::schedulers {
namespace {

// The times as the node can use them: at least two, finite, falling, within what the denoiser knows.
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

Value doublesOf(const std::vector<double>& numbers) {
  auto tensor = MutableTensor::make<double>({int64_t(numbers.size())});
  std::copy(numbers.begin(), numbers.end(), tensor.data<double>().begin());
  return std::move(tensor).publish();
}

at::Tensor checkedNoise(const Value& noise, const weft_denoiser_info& info) {
  auto tensor = torch_bridge::toTorch(noise, 4, "the noise");
  if (info.channels > 0 && tensor.size(1) != int64_t(info.channels))
    throw Failure("the noise has " + std::to_string(tensor.size(1)) + " channels; the denoiser works on " +
                      std::to_string(info.channels),
                  WEFT_ERROR_TYPE_MISMATCH);
  return tensor.to(at::kFloat);
}

}  // namespace

void Sample::process(Call& call) {
  const DenoiserRef model = call[denoiser];
  const auto info = model.info();
  const auto times = checkedTimes(call[sigmas], info);
  const auto start = checkedNoise(call[noise], info).to(torch_bridge::deviceOf(call.device()));
  const auto shape = start.sizes().vec();
  const Value timesAsDoubles = doublesOf(times);
  const Value condition = call.has(conditioning) ? call[conditioning] : Value();
  const weft_value* conditions[] = {condition.get()};

  weft_denoiser_request request{};
  request.struct_size = sizeof(request);
  request.dimensions = int32_t(shape.size());
  request.shape = shape.data();
  request.sigmas = timesAsDoubles.get();
  request.conditionings = conditions;
  request.conditioning_count = 1;
  request.device = call.device();
  request.threads = call.threads();
  const DenoiserRunRef run = model.begin(request);

  const SolverRef method = call.has(solver) ? call[solver] : SolverRef(makeObject("solver", makeEulerSolver()));
  const auto methodInfo = method.info();
  weft_solver_request solverRequest{};
  solverRequest.struct_size = sizeof(solverRequest);
  solverRequest.denoiser = model.table();
  solverRequest.denoiser_self = model.self();
  solverRequest.run = &run.get();
  solverRequest.sigmas = timesAsDoubles.get();
  solverRequest.seed = call[seed];
  const SolverRunRef steps = method.begin(solverRequest);

  const uint64_t total = times.size() - 1;
  Value x = torch_bridge::toValue(start * model.coefficients(times.front()).b);
  call.progress(0, total, "sampling");
  if (methodInfo.flags & WEFT_SOLVER_ADAPTIVE) {
    weft_progress progress{sizeof(weft_progress), &call, [](void* user, uint64_t step, uint64_t of) {
                             return detail::guard([&] { static_cast<Call*>(user)->progress(step, of, "sampling"); });
                           }};
    x = steps.integrate(x, times.front(), times.back(), &progress);
  } else {
    for (uint64_t i = 0; i < total; ++i) {
      const SolverStep step = steps.step(x, times[i], times[i + 1], i);
      x = step.x;
      if (call.has(autoencoder) && call.wantsPreview()) call.preview(call[autoencoder].decode(step.x0 ? step.x0 : x));
      call.progress(i + 1, total, "sampling");
    }
  }
  call.set(latent, torch_bridge::toValue(torch_bridge::toTorch(x).to(at::kCPU)));
}

}  // namespace weft::schedulers
