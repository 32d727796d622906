#pragma once

#include "schedule_node.h"

namespace weft::schedulers {

struct ManualSigmas : Node<ManualSigmas> {
  static constexpr About about{
      "Manual sigmas", "Sampling/Schedule",
      "A schedule typed in by hand, or taken from a paper: the times one after the other, with spaces, commas or line "
      "ends between them; or the numbers of trained steps.",
      "schedule scheduler manualsigmas custom set_timesteps sigmas timesteps list text"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto model = input<Denoiser>("model", "Whose steps they are, where unit is step.", optional);
  static constexpr auto values =
      param("values", "1 0.75 0.5 0.25 0", multiline,
            "At least two times, 0 or above, each below the one before (or each above it, for inversion); or one or "
            "more numbers of steps, each below the one before, which the time 0 follows.");
  static constexpr auto unit = param(
      "unit", "time",
      choices(choice("time", "The denoiser's own times: sigma, or t of a rectified flow."),
              choice("step", "Steps that the model was trained on, from 0: timesteps of diffusers, which end at 0.")),
      "What the numbers are.");
  static constexpr auto sigmas = output<Sigmas>("sigmas", "The times, float64.");
  static constexpr auto ports = weft::ports(model, values, unit, sigmas);

  static void infer(Infer& question);
  void process(Call& call);
};

}  // namespace weft::schedulers
