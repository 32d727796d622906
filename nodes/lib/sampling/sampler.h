// Sampling, step by step: any denoiser, any solver, any schedule. The latent lies in the CPU's memory between
// evaluations of the denoiser, wherever that computes: what a solver adds up is small against them.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include <weft/sdk/denoiser.h>
#include <weft/sdk/solver.h>

namespace weft::sampling {

struct SamplingParts {
  DenoiserRef denoiser;
  Value solver;        // empty: Euler
  Value sigmas;        // [steps + 1], falling, within what the denoiser knows
  Value noise;         // [N, C, H, W], normal with variance 1
  Value conditioning;  // empty: without condition
  int64_t seed = 0;    // of the noise that a stochastic solver adds
};

// What is begun once for a row of steps: the denoiser's run (text states, attention's keys and values) and the
// solver's, with its history. One thread at a time. Ends before the Sampler does.
class SamplingRun {
 public:
  // Step `index`, from one time of the schedule to the next.
  SolverStep step(const Value& x, uint64_t index) const;
  // All the way, with an adaptive solver.
  Value integrate(const Value& x, const weft_progress* progress) const;

  // What the next step needs of those before it, where the solver has such; see weft_solver_run.
  bool hasHistory() const { return m_steps.hasHistory(); }
  Value history() const { return m_steps.history(); }
  void setHistory(const Value& history) const { m_steps.setHistory(history); }

 private:
  friend class Sampler;
  SamplingRun(const std::vector<double>& times, uint32_t threads, DenoiserRunRef denoiser)
      : m_times(times), m_threads(threads), m_denoiser(std::move(denoiser)) {}

  const std::vector<double>& m_times;
  const uint32_t m_threads;
  const DenoiserRunRef m_denoiser;
  SolverRunRef m_steps;
};

// What all steps share; does not change. Any thread.
class Sampler {
 public:
  // Failure where the parts do not fit each other.
  explicit Sampler(SamplingParts parts);

  uint64_t steps() const { return m_times.size() - 1; }
  bool isAdaptive() const { return m_adaptive; }
  const Value& start() const { return m_start; }  // the noise, as much of it as belongs to the first time

  // A run for so many threads: one that was given back, or a new one. Nobody waits for another's.
  std::unique_ptr<SamplingRun> take(uint32_t threads);
  void giveBack(std::unique_ptr<SamplingRun> run);

 private:
  std::unique_ptr<SamplingRun> begin(uint32_t threads) const;

  const SamplingParts m_parts;
  const SolverRef m_solver;
  bool m_adaptive;
  std::vector<double> m_times;
  std::vector<int64_t> m_shape;
  Value m_schedule, m_start;

  std::mutex m_mutex;
  std::vector<std::unique_ptr<SamplingRun>> m_idle;
};

}  // namespace weft::sampling
