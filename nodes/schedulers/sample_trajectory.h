#pragma once

#include "sampling_node.h"

namespace weft::schedulers {

struct SampleTrajectory : SamplingNode<SampleTrajectory> {
  static constexpr About about{
      "Sample with all steps", "Sampling",
      "As Sample, and keeps the latent after every step: to look at the way from noise to data, or to make an "
      "animation of it. Of a solver that chooses its own steps only the start and the end are known.",
      "trajectory path steps animation ksampler history"};
  static constexpr Traits traits{.cost = WEFT_COST_HEAVY, .reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto latents = output<As<"list<latent<$space>[N, C, H, W]>">>(
      "latents", "steps + 1 latents [N, C, H, W]: the start, then what each step gave; the last is what Sample gives.");
  static constexpr auto estimates = output<As<"list<latent<$space>[N, C, H, W]>">>(
      "x0", "What each step took to be under the noise, where the solver tells it.");
  static constexpr auto ports = weft::ports(denoiser, sigmas, noise, given, mask, conditioning, solver, seed, denoise,
                                            startStep, endStep, maskMode, latents, estimates);

  void process(Call& call);
};

}  // namespace weft::schedulers
