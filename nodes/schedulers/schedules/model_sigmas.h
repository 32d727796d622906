#pragma once

#include "sampling/schedule_names.h"
#include "schedule_node.h"

namespace weft::schedulers {

namespace detail {

consteval auto comfySchedulerChoices() {
  Choices<sampling::comfySchedulers.size()> choices{};
  for (size_t i = 0; i < choices.items.size(); ++i)
    choices.items[i] = choice(sampling::comfySchedulers[i].name, sampling::comfySchedulers[i].doc);
  return choices;
}

}  // namespace detail

struct ModelSigmas : ScheduleNode<ModelSigmas> {
  static constexpr About about{
      "Model sigmas", "Sampling/Schedule",
      "The schedule of a model by its name in ComfyUI, as BasicScheduler makes it: from the steps that the model was "
      "trained on, and where it was trained on all times from 1000 in their place. Formulas in parts of their own: "
      "Karras, exponential, beta, linear-quadratic and KL-optimal sigmas. 20 to 30 steps.",
      "schedule scheduler basicscheduler ksampler denoise simple sgm_uniform karras exponential ddim_uniform beta "
      "normal linear_quadratic kl_optimal"};

  static constexpr auto model = input<Denoiser>("model", "The denoiser that the schedule is for.");
  static constexpr auto scheduler = param("scheduler", "normal", detail::comfySchedulerChoices(), "Which schedule.");
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
