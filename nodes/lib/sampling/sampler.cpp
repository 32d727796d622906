#include "sampling/sampler.h"

#include <algorithm>
#include <string>
#include <utility>

#include "sampling/arithmetic.h"
#include "sampling/solvers/euler.h"

namespace weft::sampling {
namespace {

// The times as they can be used: at least two, falling, within what the denoiser knows.
std::vector<double> checkedTimes(const Value& sigmas, const weft_denoiser_info& info) {
  const Tensor tensor(sigmas);
  if (tensor.rank() != 1) throw Failure("the schedule is no row of numbers", WEFT_ERROR_TYPE_MISMATCH);
  const std::vector<double> times = tensor.copyAs<double>();
  if (times.size() < 2) throw Failure("the schedule has fewer than two times; a step needs two");
  for (size_t i = 0; i < times.size(); ++i) {
    const auto at = "time " + std::to_string(i) + " of the schedule is " + std::to_string(times[i]);
    if (!(times[i] >= info.t_minimum && times[i] <= info.t_maximum))
      throw Failure(at + "; the denoiser knows " + std::to_string(info.t_minimum) + " to " +
                    std::to_string(info.t_maximum));
    if (i > 0 && !(times[i] < times[i - 1])) throw Failure(at + ", which is not below the one before");
  }
  return times;
}

Tensor checkedNoise(const Value& noise, const weft_denoiser_info& info) {
  const Tensor tensor = asComputed(noise, "the noise");
  if (tensor.rank() != 4 || tensor.elements() == 0)
    throw Failure("the noise has " + std::to_string(tensor.rank()) + " dimensions and " +
                      std::to_string(tensor.elements()) + " elements; wanted [N, C, H, W], none of them 0",
                  WEFT_ERROR_TYPE_MISMATCH);
  if (info.channels > 0 && tensor.size(1) != int64_t(info.channels))
    throw Failure("the noise has " + std::to_string(tensor.size(1)) + " channels; the denoiser works on " +
                      std::to_string(info.channels),
                  WEFT_ERROR_TYPE_MISMATCH);
  return tensor;
}

Value doublesOf(const std::vector<double>& numbers) {
  auto tensor = MutableTensor::make<double>({int64_t(numbers.size())});
  std::copy(numbers.begin(), numbers.end(), tensor.data<double>().begin());
  return std::move(tensor).publish();
}

}  // namespace

SolverStep SamplingRun::step(const Value& x, uint64_t index) const {
  return m_steps.step(x, m_times[index], m_times[index + 1], index);
}

Value SamplingRun::integrate(const Value& x, const weft_progress* progress) const {
  return m_steps.integrate(x, m_times.front(), m_times.back(), progress);
}

Sampler::Sampler(SamplingParts parts)
    : m_parts(std::move(parts)), m_solver(m_parts.solver ? m_parts.solver : makeObject("solver", makeEuler())) {
  m_adaptive = (m_solver.info().flags & WEFT_SOLVER_ADAPTIVE) != 0;
  const auto info = m_parts.denoiser.info();
  m_times = checkedTimes(m_parts.sigmas, info);
  m_schedule = doublesOf(m_times);
  const Tensor noise = checkedNoise(m_parts.noise, info);
  m_shape.assign(noise.shape().begin(), noise.shape().end());
  m_start = combine({{m_parts.denoiser.coefficients(m_times.front()).b, noise}});
}

std::unique_ptr<SamplingRun> Sampler::begin(uint32_t threads) const {
  const weft_value* conditions[] = {m_parts.conditioning.get()};
  weft_denoiser_request request{};
  request.struct_size = sizeof(request);
  request.dimensions = int32_t(m_shape.size());
  request.shape = m_shape.data();
  request.sigmas = m_schedule.get();
  request.conditionings = conditions;
  request.conditioning_count = 1;
  request.device = {WEFT_DEVICE_CPU, 0};
  request.threads = threads;
  std::unique_ptr<SamplingRun> run(new SamplingRun(m_times, threads, m_parts.denoiser.begin(request)));

  weft_solver_request solverRequest{};
  solverRequest.struct_size = sizeof(solverRequest);
  solverRequest.denoiser = m_parts.denoiser.table();
  solverRequest.denoiser_self = m_parts.denoiser.self();
  solverRequest.run = &run->m_denoiser.get();
  solverRequest.sigmas = m_schedule.get();
  solverRequest.seed = m_parts.seed;
  solverRequest.noise_drawn = 1;  // the generator of the same seed drew the noise that sampling starts from
  run->m_steps = m_solver.begin(solverRequest);
  return run;
}

std::unique_ptr<SamplingRun> Sampler::take(uint32_t threads) {
  {
    const std::lock_guard lock(m_mutex);
    const auto fits = [&](const auto& run) { return run->m_threads == threads; };
    if (const auto idle = std::find_if(m_idle.begin(), m_idle.end(), fits); idle != m_idle.end()) {
      auto run = std::move(*idle);
      m_idle.erase(idle);
      return run;
    }
  }
  return begin(threads);
}

void Sampler::giveBack(std::unique_ptr<SamplingRun> run) {
  const std::lock_guard lock(m_mutex);
  m_idle.push_back(std::move(run));
}

}  // namespace weft::sampling
