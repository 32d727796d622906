#pragma once

#include <weft/sdk/node.h>

namespace weft::schedulers {

struct FlowSigmas : Node<FlowSigmas> {
  static constexpr About about{
      "Flow sigmas", "Sampling/Schedule",
      "The times of a rectified flow that sampling passes through, evenly spaced from 1 to 0 and then shifted: t' = "
      "shift t / (1 + (shift - 1) t). A shift above 1 spends more steps on the noisy part, which larger pictures want "
      "(Esser et al., Scaling Rectified Flow Transformers for High-Resolution Image Synthesis, 2024, section 5.3.2); "
      "with use_dynamic_shifting it follows from the size of the picture, as in Flux. 20 to 50 steps. "
      "FlowMatchEulerDiscreteScheduler of diffusers.",
      "schedule timesteps shift euler flow matching flowmatcheulerdiscretescheduler use_dynamic_shifting mu sd3 flux "
      "base_shift max_shift image_seq_len use_flow_sigmas flow_shift ltxvscheduler"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto steps = param("steps", 30, range(1, 1000), slider(1, 100), "How many steps there are.");
  static constexpr auto shift = param(
      "shift", 1.0, range(0.01, 100), slider(0.5, 10, WEFT_CURVE_LOGARITHMIC), visibleIf("use_dynamic_shifting=false"),
      "How far the times are pushed towards the noisy end; 1: not at all, below 1: the other way. Stable "
      "Diffusion 3: 3.");
  static constexpr auto use_dynamic_shifting =
      param("use_dynamic_shifting", false,
            "Takes the shift from image_seq_len instead: mu lies on the line from base_shift at base_image_seq_len to "
            "max_shift at max_image_seq_len.");
  static constexpr auto image_seq_len =
      param("image_seq_len", 4096, range(1, 1e9), slider(256, 16384), visibleIf("use_dynamic_shifting=true"),
            unit("tokens"), "Size of the picture in tokens: for Flux width * height / 256, in pixels.");
  static constexpr auto base_shift = param("base_shift", 0.5, range(-10, 10), slider(0, 3), advanced,
                                           visibleIf("use_dynamic_shifting=true"), "mu at base_image_seq_len.");
  static constexpr auto max_shift = param("max_shift", 1.15, range(-10, 10), slider(0, 3), advanced,
                                          visibleIf("use_dynamic_shifting=true"), "mu at max_image_seq_len.");
  static constexpr auto base_image_seq_len =
      param("base_image_seq_len", 256, range(1, 1e9), slider(256, 16384), advanced,
            visibleIf("use_dynamic_shifting=true"), unit("tokens"), "A small picture.");
  static constexpr auto max_image_seq_len =
      param("max_image_seq_len", 4096, range(1, 1e9), slider(256, 16384), advanced,
            visibleIf("use_dynamic_shifting=true"), unit("tokens"), "A large one; not base_image_seq_len.");
  static constexpr auto time_shift_type =
      param("time_shift_type", "exponential",
            choices(choice("exponential", "shift = e^mu."), choice("linear", "shift = mu, which is above 0 then.")),
            advanced, visibleIf("use_dynamic_shifting=true"), "What mu stands for.");
  static constexpr auto timestep_spacing = param(
      "timestep_spacing", "trailing",
      choices(
          choice("trailing", "Evenly from 1 to 0: the pipelines of Flux, Qwen-Image and others."),
          choice("linspace",
                 "Evenly from 1 to the first of 1000 trained steps, and then 0: set_timesteps of "
                 "diffusers by itself, as Stable Diffusion 3 has it."),
          choice("multistep", "Evenly from 0.999 to 0: use_flow_sigmas of diffusers' DPM-Solver, DEIS and SA-Solver."),
          choice("unipc",
                 "Evenly from 0.999999, the rest as from 1 to 0.001, and then 0: use_flow_sigmas of its "
                 "UniPC.")),
      advanced, "Before the shift.");
  static constexpr auto shift_terminal =
      param("shift_terminal", 0.0, range(0, 0.99), slider(0, 0.5), advanced,
            "Above 0: stretched so that the last time before 0 is this one. LTX-Video: 0.1. One step has none.");
  static constexpr auto sigma_schedule = param(
      "sigma_schedule", "none",
      choices(choice("none", "The times themselves."), choice("karras", "Karras sigmas with rho 7."),
              choice("exponential", "Exponential sigmas."), choice("beta", "Beta sigmas with alpha = beta = 0.6.")),
      advanced,
      "Replaces what lies between the first and the last of them by a curve: use_karras_sigmas and "
      "the like.");
  static constexpr auto sigmas = output<Sigmas>(
      "sigmas", "[steps + 1], float64, falling to exactly 0, from exactly 1 with trailing and linspace.");
  static constexpr auto ports =
      weft::ports(steps, shift, use_dynamic_shifting, image_seq_len, base_shift, max_shift, base_image_seq_len,
                  max_image_seq_len, time_shift_type, timestep_spacing, shift_terminal, sigma_schedule, sigmas);

  static void infer(Infer& question);
  void process(Call& call);
};

}  // namespace weft::schedulers
