#pragma once

#include "schedule_node.h"

namespace weft::schedulers {

struct AlignYourStepsSigmas : Node<AlignYourStepsSigmas> {
  static constexpr About about{
      "Align Your Steps sigmas", "Sampling/Schedule",
      "The times that NVIDIA found to be best for 10 steps of three models, and for other numbers of steps what lies "
      "between them (Sabour et al., Align Your Steps: Optimizing Sampling Schedules in Diffusion Models, 2024). For "
      "few "
      "steps, 10 to 20, with DPM++ 2M or its like. AlignYourStepsScheduler of ComfyUI, AysSchedules of diffusers.",
      "schedule scheduler ays alignyourstepsscheduler aysschedules nvidia sd1 sdxl svd"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto model_type = param(
      "model_type", "SD1",
      choices(choice("SD1", "Stable Diffusion 1: from 14.6146."), choice("SDXL", "Stable Diffusion XL: from 14.6146."),
              choice("SVD", "Stable Video Diffusion: from 700.")),
      "Which model they were found for; also good for those that were trained from it.");
  static constexpr auto steps = param("steps", 10, range(1, 10000), slider(1, 50), "How many steps there are.");
  static constexpr auto sigmas = output<Sigmas>("sigmas", "[steps + 1], float64, falling to exactly 0.");
  static constexpr auto ports = weft::ports(model_type, steps, sigmas);

  static void infer(Infer& question);
  void process(Call& call);
};

}  // namespace weft::schedulers
