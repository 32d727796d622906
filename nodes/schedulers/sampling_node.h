// What nodes that sample take.
#pragma once

#include <weft/sdk/node.h>
#include <weft/sdk/solver.h>

namespace weft::schedulers {

template <class Self>
struct SamplingNode : Node<Self> {
  static constexpr auto denoiser = input<Denoiser>("denoiser", "The model, with its guidance where there is one.");
  static constexpr auto sigmas =
      input<Sigmas>("sigmas", "The times to pass through, [steps + 1], falling, within the denoiser's range.");
  static constexpr auto noise =
      input<Latent>("noise", "Normal noise [N, C, H, W]. Scaled to the amount that belongs to the first time.");
  static constexpr auto conditioning =
      input<Conditioning>("conditioning", "What to draw; not linked: without condition.", optional);
  static constexpr auto solver = input<Solver>("solver", "How to step; not linked: Euler.", optional);
  static constexpr auto seed = param("seed", 0, weft::seed, "Of the noise that a stochastic solver adds on the way.");

  // Reads them into a sampling::SamplingParts.
  template <class Parts>
  static Parts read(const Call& call) {
    Parts parts;
    parts.denoiser = call[denoiser];
    if (call.has(solver)) parts.solver = call[solver];
    parts.sigmas = call[sigmas];
    parts.noise = call[noise];
    if (call.has(conditioning)) parts.conditioning = call[conditioning];
    parts.seed = call[seed];
    return parts;
  }
};

}  // namespace weft::schedulers
