#include "sampling/sampler.h"

#include <algorithm>
#include <string>
#include <utility>

#include "sampling/arithmetic.h"
#include "sampling/latents/latent_mask.h"
#include "sampling/parts.h"
#include "sampling/schedules/times_value.h"
#include "sampling/solvers/euler.h"

namespace weft::sampling {
namespace {

// The first of the steps that are taken, and the one behind the last.
std::pair<size_t, size_t> stepsTaken(size_t steps, const SamplingParts& parts) {
  const auto count = int64_t(steps);
  if (!(parts.denoise >= 0 && parts.denoise <= 1))
    throw Failure("denoise is " + std::to_string(parts.denoise) + "; wanted 0 to 1");
  const auto last = parts.endStep < 0 ? count : std::min(parts.endStep, count);
  if (parts.startStep < 0 || parts.startStep > last)
    throw Failure("start_step is " + std::to_string(parts.startStep) + ", but the steps end before step " +
                  std::to_string(last));
  const auto first = std::max(parts.startStep, count - int64_t(double(count) * parts.denoise));
  return {size_t(std::min(first, last)), size_t(last)};
}

}  // namespace

SolverStep SamplingRun::step(const Value& x, uint64_t index) const {
  SolverStep step = m_steps.step(x, m_sampler.m_times[index], m_sampler.m_times[index + 1], index);
  step.x = m_sampler.settled(step.x, m_sampler.m_times[index + 1]);
  return step;
}

Value SamplingRun::integrate(const Value& x, const weft_progress* progress) const {
  const double end = m_sampler.m_times.back();
  return m_sampler.settled(m_steps.integrate(x, m_sampler.m_times.front(), end, progress), end);
}

Sampler::Sampler(SamplingParts parts)
    : m_parts(std::move(parts)), m_solver(m_parts.solver ? m_parts.solver : makeObject("solver", makeEuler())) {
  m_adaptive = (m_solver.info().flags & WEFT_SOLVER_ADAPTIVE) != 0;
  const auto info = m_parts.denoiser.info();
  m_times = checkedTimes(m_parts.sigmas, info);
  const auto [first, last] = stepsTaken(m_times.size() - 1, m_parts);
  m_times = {m_times.begin() + std::ptrdiff_t(first), m_times.begin() + std::ptrdiff_t(last) + 1};
  m_schedule = valueOfTimes(m_times);

  const Tensor noise = checkedLatent(m_parts.noise, "the noise", info);
  Tensor latent = checkedLatent(m_parts.latent, "the latent", info);
  if (noise && latent) latent = fittedTo(noise, latent);
  setStart(noise, latent, first == 0);
  m_denoiser = m_parts.denoiser;
  if (m_parts.mask) keepUnmasked(noise, latent);
}

void Sampler::setStart(const Tensor& noise, const Tensor& latent, bool fromTheFirst) {
  const auto c = m_parts.denoiser.coefficients(m_times.front());
  if (!noise && !latent) throw Failure("there is nothing to start from: link \"noise\" or \"latent\"");
  if (latent && (!noise || steps() == 0))
    m_start = latent;
  else if (latent)
    m_start = combine({{c.b, noise}, {c.a, latent}});
  else if (fromTheFirst && steps() > 0)
    m_start = combine({{c.b, noise}});
  else
    throw Failure("sampling that does not begin with the schedule starts from a picture: link \"latent\"");
  const Tensor start(m_start);
  m_shape.assign(start.shape().begin(), start.shape().end());
}

void Sampler::keepUnmasked(const Tensor& noise, const Tensor& latent) {
  if (!noise || !latent)
    throw Failure("a mask says which part of a picture is drawn anew: link \"latent\" and \"noise\" as well");
  m_inpainting = std::make_shared<const Inpainting>(
      Inpainting{latent, noise, latentMask(m_parts.mask, noise.shape()), m_parts.differential, m_times});
  m_denoiser = DenoiserRef(inpaintDenoiser(m_parts.denoiser, m_inpainting));
}

// So that what is kept comes out as it went in, whatever the solver made of it.
Value Sampler::settled(const Value& x, double t) const {
  return m_inpainting ? m_inpainting->keep(Tensor(x), m_denoiser.coefficients(t)) : x;
}

std::unique_ptr<SamplingRun> Sampler::begin(uint32_t threads) const {
  std::unique_ptr<SamplingRun> run(
      new SamplingRun(*this, threads, beginDenoiser(m_denoiser, m_shape, m_schedule, m_parts.conditioning, threads)));
  if (m_adaptive) run->m_tap = std::make_unique<EstimateTap>(run->m_denoiser.get());

  weft_solver_request solverRequest{};
  solverRequest.struct_size = sizeof(solverRequest);
  solverRequest.denoiser = m_denoiser.table();
  solverRequest.denoiser_self = m_denoiser.self();
  solverRequest.run = m_adaptive ? &run->m_tap->run() : &run->m_denoiser.get();
  solverRequest.sigmas = m_schedule.get();
  solverRequest.seed = m_parts.seed;
  solverRequest.noise_drawn = m_parts.noise ? 1 : 0;  // by the generator of the same seed, before sampling
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
