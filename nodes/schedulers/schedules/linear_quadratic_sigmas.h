#pragma once

#include "schedule_node.h"

namespace weft::schedulers {

struct LinearQuadraticSigmas : ScheduleNode<LinearQuadraticSigmas> {
  static constexpr About about{
      "Linear-quadratic sigmas", "Sampling/Schedule",
      "Many small even steps at the noisy end, and then longer and longer ones along a parabola to 0: for flow models "
      "of video that were trained with as many even steps (genmo, Mochi 1, 2024; LTX-Video). 30 to 64 steps. "
      "linear_quadratic of ComfyUI, linear_quadratic_schedule of diffusers' MochiPipeline.",
      "schedule scheduler linear_quadratic_schedule mochi ltx video threshold_noise"};

  static constexpr auto model =
      input<Denoiser>("model", "The denoiser that the schedule is for: says sigma_max where that is 0.", optional);
  static constexpr auto sigma_max =
      param("sigma_max", 0.0, range(0, 1e6), slider(0, 1),
            "The time that sampling starts from. 0: the model's greatest, at most 4096; 1 where no model is linked.");
  static constexpr auto threshold_noise =
      param("threshold_noise", 0.025, range(0.0001, 0.9999), slider(0.001, 0.2),
            "Share of the way that the even steps go; at most 2 linear_steps / (steps + linear_steps), beyond which "
            "the parabola would rise.");
  static constexpr auto linear_steps = param("linear_steps", 0, range(0, 9999), slider(0, 50),
                                             "How many even steps there are, fewer than steps. 0: half of them.");
  static constexpr auto ports = weft::ports(model, steps, sigma_max, threshold_noise, linear_steps, sigmas);

  static void infer(Infer& question);
  void process(Call& call);
};

}  // namespace weft::schedulers
