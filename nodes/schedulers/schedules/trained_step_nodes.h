// Between the times of a schedule and the steps that a model was trained on.
#pragma once

#include <weft/sdk/denoiser.h>
#include <weft/sdk/node.h>

namespace weft::schedulers {

struct TimeOfStep : Node<TimeOfStep> {
  static constexpr About about{
      "Time of step", "Sampling/Schedule",
      "The denoiser's own time - sigma, or t of a rectified flow - of a step that it was trained on, or between two of "
      "them: evenly in log sigma. A model that was trained on all times has 1000 steps here.",
      "timestep sigma t_to_sigma convert"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto model = input<Denoiser>("model", "The denoiser.");
  static constexpr auto step = param("step", 500.0, range(0, 1e6), slider(0, 999),
                                     "The step, from 0 with the least noise; beyond the last one: the last one.");
  static constexpr auto time = output<Number>("time", "Its time; infinite where nothing but noise is left.");
  static constexpr auto ports = weft::ports(model, step, time);

  void process(Call& call);
};

struct StepOfTime : Node<StepOfTime> {
  static constexpr About about{"Step of time", "Sampling/Schedule",
                               "The step of a model's training that has this time (sigma, or t of a rectified flow), "
                               "with fractions: the inverse "
                               "of Time of step.",
                               "timestep sigma sigma_to_t convert"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto model = input<Denoiser>("model", "The denoiser.");
  static constexpr auto time = param("time", 1.0, range(0, 1e6), slider(0, 20), "The time.");
  static constexpr auto step = output<Number>("step", "0 to the number of trained steps less 1.");
  static constexpr auto ports = weft::ports(model, time, step);

  void process(Call& call);
};

struct SigmaOfPercent : Node<SigmaOfPercent> {
  static constexpr About about{
      "Sigma of percent", "Sampling/Schedule",
      "The time that lies at a share of a model's way from noise to picture, counted in the steps that it was trained "
      "on: for ranges of times, such as those of guidance. SamplingPercentToSigma of ComfyUI, which its start_percent "
      "and end_percent go by.",
      "samplingpercenttosigma percent_to_sigma start_percent end_percent range"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto model = input<Denoiser>("model", "The denoiser.");
  static constexpr auto percent =
      param("percent", 0.0, range(0, 1), "0: all of the way lies ahead, at the greatest time; 1: at the least.");
  static constexpr auto shift = param("shift", 1.0, range(0.01, 100), slider(0.5, 10, WEFT_CURVE_LOGARITHMIC), advanced,
                                      "Of a rectified flow, as in its schedule.");
  static constexpr auto sigma = output<Number>("sigma", "The time: sigma, or t of a rectified flow.");
  static constexpr auto ports = weft::ports(model, percent, shift, sigma);

  void process(Call& call);
};

}  // namespace weft::schedulers
