#pragma once

#include "sampling/schedule_names.h"
#include "schedule_node.h"

namespace weft::schedulers {

struct ModelSigmas : ScheduleNode<ModelSigmas> {
  static constexpr About about{
      "Model sigmas", "Sampling/Schedule",
      "The schedule of a model by its name in ComfyUI, as BasicScheduler makes it: from the steps that the model was "
      "trained on, and where it was trained on all times from 1000 in their place. Formulas in parts of their own: "
      "Karras, exponential, beta, linear-quadratic and KL-optimal sigmas. 20 to 30 steps.",
      "schedule scheduler basicscheduler ksampler denoise simple sgm_uniform karras exponential ddim_uniform beta "
      "normal linear_quadratic kl_optimal"};

  static constexpr auto model = input<Denoiser>("model", "The denoiser that the schedule is for.");
  static constexpr auto scheduler =
      param("scheduler", "normal",
            choices(choice("simple", "Evenly among the trained steps, from the last one, and then 0."),
                    choice("sgm_uniform",
                           "Evenly from the last trained step towards the first, which is left out; for "
                           "models of few steps (LCM, Turbo, Lightning)."),
                    choice("karras", "Karras sigmas with rho 7."), choice("exponential", "Exponential sigmas."),
                    choice("ddim_uniform",
                           "Every so many trained steps from the second up, as DDIM does; some more steps "
                           "than asked for where they do not divide the trained ones."),
                    choice("beta",
                           "At the quantiles of a beta distribution with alpha = beta = 0.6: more steps at both "
                           "ends; times that repeat are left out."),
                    choice("normal", "Evenly from the last trained step to the first, and then 0."),
                    choice("linear_quadratic", "Linear-quadratic sigmas with a threshold of 0.025."),
                    choice("kl_optimal", "KL-optimal sigmas.")),
            "Which schedule.");
  static constexpr auto denoise = param(
      "denoise", 1.0, range(0.01, 1),
      "Share of the schedule that is gone through. Below 1 it is made for steps / denoise steps, of which the last are "
      "taken: to start from a picture with some noise instead of from noise.");
  static constexpr auto shift =
      param("shift", 1.0, range(0.01, 100), slider(0.5, 10, WEFT_CURVE_LOGARITHMIC), advanced,
            "Of a rectified flow, as ModelSamplingSD3 sets it; 1: none. Stable Diffusion 3: 3.");
  static constexpr auto ports = weft::ports(model, scheduler, steps, denoise, shift, sigmas);

  void process(Call& call);
};

}  // namespace weft::schedulers
