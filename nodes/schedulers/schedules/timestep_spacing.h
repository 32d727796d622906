#pragma once

#include "schedule_node.h"

namespace weft::schedulers {

struct TimestepSpacing : ScheduleNode<TimestepSpacing> {
  static constexpr About about{
      "Timestep spacing", "Sampling/Schedule",
      "The schedules of diffusers' discrete schedulers: goes through some of the steps that the model was trained on "
      "(Lin et al., Common Diffusion Noise Schedules and Sample Steps are Flawed, 2024, table 2). Times that repeat "
      "are "
      "left out. 20 to 50 steps; for fewer than 10 take trailing, which begins at full noise.",
      "schedule scheduler timestep_spacing linspace leading trailing steps_offset final_sigmas_type set_timesteps "
      "num_inference_steps ddim ddpm pndm euler lcm original_inference_steps"};

  static constexpr auto model =
      input<Denoiser>("model", "The denoiser that the schedule is for: one that was trained on discrete steps.");
  static constexpr auto timestep_spacing = param(
      "timestep_spacing", "leading",
      choices(
          choice("linspace",
                 "From the last trained step to the first, both included. (One step alone is the first "
                 "trained one, as in diffusers.)"),
          choice("leading",
                 "Multiples of floor(trained / steps), from step 0 up: begins below the last trained "
                 "step."),
          choice("trailing", "Multiples of trained / steps, from the last trained step down: ends above the first."),
          choice("lcm",
                 "Evenly among the steps that a consistency model was distilled on: LCMScheduler and "
                 "TCDScheduler.")),
      "Which trained steps.");
  static constexpr auto steps_offset =
      param("steps_offset", 0, range(0, 100000), slider(0, 10), visibleIf("timestep_spacing=leading"),
            "Added to each step of leading. 1 for Stable Diffusion 1 and XL.");
  static constexpr auto original_inference_steps =
      param("original_inference_steps", 50, range(1, 100000), slider(1, 100), visibleIf("timestep_spacing=lcm"),
            "Of lcm: how many steps the model was distilled on.");
  static constexpr auto final_sigmas_type =
      param("final_sigmas_type", "zero",
            choices(choice("zero", "0, a picture without noise; set_alpha_to_one of DDIMScheduler."),
                    choice("sigma_min", "The time of the first trained step.")),
            "Where the last step ends.");
  static constexpr auto endpoint =
      param("endpoint", true, advanced, visibleIf("timestep_spacing=linspace|leading"),
            "Whether step 0 is one of them: true for DDIM, DDPM, PNDM, Euler, Heun and LMS; false for DPM-Solver, "
            "UniPC, DEIS and SA-Solver, which leave it out.");
  static constexpr auto round_steps =
      param("round_steps", true, advanced, visibleIf("timestep_spacing=linspace"),
            "Only trained steps: DDIM, DDPM, PNDM and the DPM-Solver family. False: places between them, with sigma "
            "interpolated linearly, as Euler, Heun, KDPM2 and LMS have it.");
  static constexpr auto sigma_schedule =
      param("sigma_schedule", "none",
            choices(choice("none", "The times of the steps themselves."),
                    choice("karras", "Karras sigmas with rho 7: use_karras_sigmas."),
                    choice("exponential", "Exponential sigmas: use_exponential_sigmas."),
                    choice("beta", "Beta sigmas with alpha = beta = 0.6: use_beta_sigmas.")),
            advanced,
            "Replaces what lies between the first and the last of them by a curve, as Euler, Heun, KDPM2 and LMS have "
            "it. (DPM-Solver, UniPC, DEIS and SA-Solver have it between the first and the last trained step: the nodes "
            "Karras sigmas, Exponential sigmas and Beta sigmas.)");
  static constexpr auto ports = weft::ports(model, steps, timestep_spacing, steps_offset, original_inference_steps,
                                            final_sigmas_type, endpoint, round_steps, sigma_schedule, sigmas);

  void process(Call& call);
};

}  // namespace weft::schedulers
