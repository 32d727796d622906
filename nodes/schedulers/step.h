#pragma once

#include "sampling_object.h"

#include <weft/sdk/autoencoder.h>
#include <weft/sdk/node.h>

namespace weft::schedulers {

struct Step : Node<Step> {
  static constexpr About about{
      "Sampling step", "Sampling",
      "One step of a sampling, from one time of its schedule to the next. Answers the same for the same latent, index "
      "and history, whatever was computed before, so that steps may be repeated, left out or changed in between.",
      "sampler loop manual custom denoise"};
  static constexpr Traits traits{.cost = WEFT_COST_HEAVY, .reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto sampling = input<Sampling>("sampling", "Of Begin sampling.");
  static constexpr auto latent = input<Latent>("latent", "Where the step starts, [N, C, H, W].");
  static constexpr auto history =
      input<Any>("history", "Of the step before; needed by solvers that build on earlier steps.", optional);
  static constexpr auto autoencoder = input<Autoencoder>("autoencoder",
                                                         "Shows the picture in the making, where previews are asked "
                                                         "for; not linked: a rough picture of the latent itself.",
                                                         optional);
  static constexpr auto index = param("index", 0, range(0, 1'000'000), "Which step; the first is 0.");
  static constexpr auto next = output<Latent>("latent", "Where the step ends.");
  static constexpr auto x0 =
      output<Latent>("x0", "What the denoiser took to be under the noise; where a solver does not tell, the latent.");
  static constexpr auto nextHistory = output<Any>("history", "For the next step.");
  static constexpr auto ports = weft::ports(sampling, latent, history, autoencoder, index, next, x0, nextHistory);

  void process(Call& call);
};

}  // namespace weft::schedulers
