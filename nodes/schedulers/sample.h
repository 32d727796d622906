#pragma once

#include <weft/sdk/autoencoder.h>

#include "sampling_node.h"

namespace weft::schedulers {

struct Sample : SamplingNode<Sample> {
  static constexpr About about{
      "Sample", "Sampling",
      "Turns noise into a latent: goes through the times of the schedule with a solver, which asks the denoiser what "
      "is "
      "under the noise. Works with every denoiser, guidance, solver and schedule, whichever plugin they come from.",
      "ksampler generate diffusion denoise"};
  static constexpr Traits traits{.cost = WEFT_COST_HEAVY, .reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto autoencoder = input<Autoencoder>(
      "autoencoder", "Shows the picture in the making after each step, where previews are asked for.", optional);
  static constexpr auto latent = output<Latent>("latent", "[N, C, H, W], float32, at the last time of the schedule.");
  static constexpr auto ports = weft::ports(denoiser, sigmas, noise, conditioning, solver, autoencoder, seed, latent);

  void process(Call& call);
};

}  // namespace weft::schedulers
