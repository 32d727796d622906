#pragma once

#include <weft/sdk/node.h>
#include <weft/sdk/solver.h>

namespace weft::schedulers {

struct Invert : Node<Invert> {
  static constexpr About about{
      "Invert", "Sampling",
      "From a picture to the noise that draws it: follows the probability-flow equation upward, over the times of a "
      "schedule from its end. Sampling from the result (linked as \"latent\", without noise) with the same schedule "
      "and "
      "Euler gives the picture back, nearly with one iteration (DDIM inversion, DDIMInverseScheduler of diffusers: "
      "Dhariwal and Nichol, Diffusion Models Beat GANs on Image Synthesis, 2021, appendix F; on a rectified flow, flow "
      "inversion) and exactly with enough of them (fixed points: Pan et al., Effective Real Image Editing with "
      "Accelerated Iterative Diffusion Inversion, 2023). For editing: sample with another prompt. 30 to 100 steps; "
      "guidance above 1 makes it less exact.",
      "ddim inversion inverse null-text fixed point flow reverse encode noise unsampler ksampler"};
  static constexpr Traits traits{.cost = WEFT_COST_HEAVY, .reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto denoiser = input<Denoiser>("denoiser", "The model, with its guidance where there is one.");
  static constexpr auto sigmas =
      input<Sigmas>("sigmas", "The times as sampling passes through them, [steps + 1], falling; walked from the end.");
  static constexpr auto latent = input<Latent>("latent", "The picture, [N, C, H, W], at the last of these times.");
  static constexpr auto conditioning =
      input<Conditioning>("conditioning", "What the picture shows; not linked: without condition.", optional);
  static constexpr auto solver = input<Solver>(
      "solver",
      "Steps over the rising times, but for one that starts without noise; one that draws no noise and chooses no "
      "steps. Not linked: the inverse of Euler, with \"iterations\".",
      optional);
  static constexpr auto iterations =
      param("iterations", 1, range(1, 1000), slider(1, 20),
            "Evaluations a step, at most: 1 is DDIM inversion, more solve for the latent from which Euler's step leads "
            "to this one; 5 to 20 mostly do.");
  static constexpr auto tolerance =
      param("tolerance", 1e-6, range(0, 1), slider(1e-8, 1e-2, WEFT_CURVE_LOGARITHMIC), advanced,
            "Ends the iterations of a step: how little the last one changed, by the largest number.");
  static constexpr auto inverted =
      output<Latent>("latent", "[N, C, H, W], at the first time of the schedule. Over b(t) there it is normal noise.");
  static constexpr auto ports =
      weft::ports(denoiser, sigmas, latent, conditioning, solver, iterations, tolerance, inverted);

  void process(Call& call);
};

}  // namespace weft::schedulers
