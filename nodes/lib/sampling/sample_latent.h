// The sampling loop: any denoiser, any solver, any schedule.
#pragma once

#include <cstdint>
#include <functional>

#include <weft/sdk/denoiser.h>
#include <weft/sdk/solver.h>

namespace weft::sampling {

struct Sampling {
  DenoiserRef denoiser;
  Value solver;        // empty: Euler
  Value sigmas;        // [steps + 1], falling, within what the denoiser knows
  Value noise;         // [N, C, H, W], normal with variance 1
  Value conditioning;  // empty: without condition
  int64_t seed = 0;    // of the noise that a stochastic solver adds
  weft_device_id device{WEFT_DEVICE_CPU, 0};
  uint32_t threads = 1;
  // After each step; x0 is the estimate, or empty. May throw to stop. Adaptive solvers report without a value.
  std::function<void(uint64_t step, uint64_t total, const SolverStep& state)> report;
};

// The latent at the last time, on the CPU. Failure where the parts do not fit each other.
Value sampleLatent(const Sampling& sampling);

}  // namespace weft::sampling
