#pragma once

#include "torch_bridge/torch_node.h"

#include <weft/sdk/autoencoder.h>
#include <weft/sdk/solver.h>

namespace weft::schedulers {

struct Sample : TorchNode<Sample> {
  static constexpr About about{
      "Sample", "Sampling",
      "Turns noise into a latent: goes through the times of the schedule with a solver, which asks the denoiser what "
      "is "
      "under the noise. Works with every denoiser, guidance, solver and schedule, whichever plugin they come from.",
      "ksampler generate diffusion denoise"};
  static constexpr Traits traits{
      .cost = WEFT_COST_HEAVY, .reentrancy = WEFT_REENTRANCY_PARALLEL, .devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA};

  static constexpr auto denoiser = input<Denoiser>("denoiser", "The model, with its guidance where there is one.");
  static constexpr auto sigmas =
      input<Sigmas>("sigmas", "The times to pass through, [steps + 1], falling, within the denoiser's range.");
  static constexpr auto noise =
      input<Latent>("noise", "Normal noise [N, C, H, W]. Scaled to the amount that belongs to the first time.");
  static constexpr auto conditioning =
      input<Conditioning>("conditioning", "What to draw; not linked: without condition.", optional);
  static constexpr auto solver = input<Solver>("solver", "How to step; not linked: Euler.", optional);
  static constexpr auto autoencoder = input<Autoencoder>(
      "autoencoder", "Shows the picture in the making after each step, where previews are asked for.", optional);
  static constexpr auto seed = param("seed", 0, weft::seed, "Of the noise that a stochastic solver adds on the way.");
  static constexpr auto latent = output<Latent>("latent", "[N, C, H, W], float32, at the last time of the schedule.");
  static constexpr auto ports = weft::ports(denoiser, sigmas, noise, conditioning, solver, autoencoder, seed, latent);

  void process(Call& call);
};

}  // namespace weft::schedulers
