// Sampling, step by step: any denoiser, any solver, any schedule. The latent lies in the CPU's memory between
// evaluations of the denoiser, wherever that computes: what a solver adds up is small against them.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include <weft/sdk/denoiser.h>
#include <weft/sdk/solver.h>

#include "sampling/estimate_tap.h"
#include "sampling/latents/inpaint_denoiser.h"

namespace weft::sampling {

// What sampling starts from at the first time t of its steps, of noise and latent, one of which there is:
//   noise alone      b(t) noise, at the beginning of the schedule;
//   both             a(t) latent + b(t) noise: from a picture (Meng et al., SDEdit, 2022);
//   latent alone     the latent itself, which is noisy already: of another sampling, or of an inversion.
struct SamplingParts {
  DenoiserRef denoiser;
  Value solver;        // empty: Euler
  Value sigmas;        // [steps + 1], falling, within what the denoiser knows
  Value noise;         // [N, C, H, W], normal with variance 1
  Value latent;        // [N or 1, C, H, W]
  Value mask;          // see latentMask(); only with noise and latent
  Value conditioning;  // empty: without condition
  int64_t seed = 0;    // of the noise that a stochastic solver adds
  // Steps of the schedule that are taken: those of floor(steps * denoise) at its end, as in diffusers' pipelines, from
  // startStep on, to before endStep (negative: all). None: the latent comes back as it is.
  double denoise = 1;
  int64_t startStep = 0, endStep = -1;
  bool differential = false;  // of the mask; see Inpainting
};

class Sampler;

// What is begun once for a row of steps: the denoiser's run (text states, attention's keys and values) and the
// solver's, with its history. One thread at a time. Ends before the Sampler does.
class SamplingRun {
 public:
  // Step `index`, from one time of the schedule to the next.
  SolverStep step(const Value& x, uint64_t index) const;
  // All the way, with an adaptive solver.
  Value integrate(const Value& x, const weft_progress* progress) const;
  // The estimate of x0 that an adaptive solver made last; empty before the first.
  Value lastEstimate() const { return m_tap ? m_tap->last() : Value(); }

  // What the next step needs of those before it, where the solver has such; see weft_solver_run.
  bool hasHistory() const { return m_steps.hasHistory(); }
  Value history() const { return m_steps.history(); }
  void setHistory(const Value& history) const { m_steps.setHistory(history); }

 private:
  friend class Sampler;
  SamplingRun(const Sampler& sampler, uint32_t threads, DenoiserRunRef denoiser)
      : m_sampler(sampler), m_threads(threads), m_denoiser(std::move(denoiser)) {}

  const Sampler& m_sampler;
  const uint32_t m_threads;
  const DenoiserRunRef m_denoiser;
  std::unique_ptr<EstimateTap> m_tap;
  SolverRunRef m_steps;
};

// What all steps share; does not change. Any thread.
class Sampler {
 public:
  // Failure where the parts do not fit each other.
  explicit Sampler(SamplingParts parts);

  uint64_t steps() const { return m_times.size() - 1; }
  bool isAdaptive() const { return m_adaptive; }
  const Value& start() const { return m_start; }  // at the first time; what is sampled, where there are no steps

  // A run for so many threads: one that was given back, or a new one. Nobody waits for another's.
  std::unique_ptr<SamplingRun> take(uint32_t threads);
  void giveBack(std::unique_ptr<SamplingRun> run);

 private:
  friend class SamplingRun;
  void setStart(const Tensor& noise, const Tensor& latent, bool fromTheFirst);
  void keepUnmasked(const Tensor& noise, const Tensor& latent);
  Value settled(const Value& x, double t) const;
  std::unique_ptr<SamplingRun> begin(uint32_t threads) const;

  const SamplingParts m_parts;
  const SolverRef m_solver;
  DenoiserRef m_denoiser;  // that of the parts, or around it
  std::shared_ptr<const Inpainting> m_inpainting;
  bool m_adaptive;
  std::vector<double> m_times;  // of the steps that are taken
  std::vector<int64_t> m_shape;
  Value m_schedule, m_start;

  std::mutex m_mutex;
  std::vector<std::unique_ptr<SamplingRun>> m_idle;
};

}  // namespace weft::sampling
