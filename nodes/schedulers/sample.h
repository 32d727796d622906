#pragma once

#include <weft/sdk/autoencoder.h>

#include "sampling_node.h"

namespace weft::schedulers {

struct Sample : SamplingNode<Sample> {
  static constexpr About about{
      "Sample", "Sampling",
      "Turns noise, or a picture under noise, into a latent: goes through the times of the schedule with a solver, "
      "which asks the denoiser what "
      "is "
      "under the noise. Works with every denoiser, guidance, solver and schedule, whichever plugin they come from.",
      "ksampler generate diffusion denoise img2img inpaint strength sdedit"};
  static constexpr Traits traits{.cost = WEFT_COST_HEAVY, .reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto autoencoder =
      input<Autoencoder>("autoencoder",
                         "Shows the picture in the making after each step, where previews are asked for; not linked: a "
                         "rough picture of the latent itself.",
                         optional);
  static constexpr auto latent =
      output<Latent>("latent", "[N, C, H, W], of the noise's type, at the end of the last step.");
  static constexpr auto ports = weft::ports(denoiser, sigmas, noise, given, mask, conditioning, solver, autoencoder,
                                            seed, denoise, startStep, endStep, maskMode, latent);

  void process(Call& call);
};

}  // namespace weft::schedulers
