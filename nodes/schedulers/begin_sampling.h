#pragma once

#include "sampling_node.h"
#include "sampling_object.h"

namespace weft::schedulers {

struct BeginSampling : SamplingNode<BeginSampling> {
  static constexpr About about{
      "Begin sampling", "Sampling",
      "What Sample begins with, for a loop of one's own: takes the same parts, and gives what every step shares and "
      "the "
      "latent that the first one starts from. A Repeat around Step, counting up its index and carrying latent and "
      "history, then gives what Sample gives.",
      "sampler loop manual custom step"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto sampling = output<Sampling>("sampling", "For Step; the same at every step.");
  static constexpr auto latent =
      output<Latent>("latent", "Where the first step starts: [N, C, H, W]. Step 0 is the first that is taken.");
  static constexpr auto history =
      output<Any>("history", "What the first step finds: nothing, a record without fields.");
  static constexpr auto ports = weft::ports(denoiser, sigmas, noise, given, mask, conditioning, solver, seed, denoise,
                                            startStep, endStep, maskMode, sampling, latent, history);

  void process(Call& call);
};

}  // namespace weft::schedulers
