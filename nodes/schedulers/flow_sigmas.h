#pragma once

#include <weft/sdk/node.h>

namespace weft::schedulers {

struct FlowSigmas : Node<FlowSigmas> {
  static constexpr About about{
      "Flow sigmas", "Sampling",
      "The times of a rectified flow that sampling passes through, evenly spaced from 1 to 0 and then shifted: t' = "
      "shift t / (1 + (shift - 1) t). A shift above 1 spends more steps on the noisy part, which larger pictures want "
      "(Esser et al., Scaling Rectified Flow Transformers for High-Resolution Image Synthesis, 2024, section 5.3.2).",
      "schedule timesteps shift euler flow matching"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto steps = param("steps", 30, range(1, 1000), slider(1, 100), "How many steps there are.");
  static constexpr auto shift =
      param("shift", 1.0, range(0.01, 100), slider(0.5, 10, WEFT_CURVE_LOGARITHMIC),
            "How far the times are pushed towards the noisy end; 1: not at all, below 1: the other way.");
  static constexpr auto sigmas = output<Sigmas>("sigmas", "[steps + 1], float64, falling from exactly 1 to exactly 0.");
  static constexpr auto ports = weft::ports(steps, shift, sigmas);

  static void infer(Infer& question);
  void process(Call& call);
};

}  // namespace weft::schedulers
