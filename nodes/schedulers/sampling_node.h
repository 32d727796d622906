// What nodes that sample take.
#pragma once

#include <weft/sdk/node.h>
#include <weft/sdk/solver.h>

namespace weft::schedulers {

template <class Self>
struct SamplingNode : Node<Self> {
  static constexpr auto denoiser = input<Denoiser>("denoiser", "The model, with its guidance where there is one.");
  static constexpr auto sigmas =
      input<Sigmas>("sigmas", "The times to pass through, [steps + 1], falling, within the denoiser's range.");
  static constexpr auto noise =
      input<Latent>("noise",
                    "Normal noise [N, C, H, W]. As much of it as belongs to the first time is "
                    "what sampling starts from, mixed with \"latent\" where that is linked.",
                    optional);
  static constexpr auto given =
      input<As<"latent<$space>[?, C, H, W]", Tensor>>("latent",
                                                      "A picture to start from, [N or 1, C, H, W]: a(t) latent + b(t) "
                                                      "noise (Meng et al., SDEdit: Guided Image Synthesis "
                                                      "and Editing with Stochastic Differential Equations, 2022). "
                                                      "Without \"noise\": a latent that is noisy already, of "
                                                      "another sampling or an inversion, taken as it is.",
                                                      optional);
  static constexpr auto mask =
      input<As<"mask", Tensor>>("mask",
                                "Which part of \"latent\" is drawn anew: 1 anew, 0 kept, between a soft edge. [N or 1, "
                                "1 or C, H, W] of the latent, "
                                "or of its picture (a whole multiple), which is averaged over each cell.",
                                optional);
  static constexpr auto conditioning =
      input<Conditioning>("conditioning", "What to draw; not linked: without condition.", optional);
  static constexpr auto solver = input<Solver>("solver", "How to step; not linked: Euler.", optional);
  static constexpr auto seed = param("seed", 0, weft::seed, "Of the noise that a stochastic solver adds on the way.");

  static constexpr auto denoise =
      param("denoise", 1.0, range(0, 1), slider(0, 1),
            "How much of the schedule is gone through, from its end: the last floor(steps * denoise) steps, as "
            "\"strength\" of diffusers' pipelines. Below 1 needs \"latent\"; 0 gives it back.");
  static constexpr auto startStep =
      param("start_step", 0, range(0, 1'000'000), advanced, unit("steps"),
            "The first step of the schedule that is taken, where denoise leaves it; above 0 needs \"latent\".");
  static constexpr auto endStep =
      param("end_step", -1, range(-1, 1'000'000), advanced, unit("steps"),
            "The step before which sampling ends, with the noise that is left there; -1: none, to the end.");
  static constexpr auto maskMode =
      param("mask_mode", "soft",
            choices(choice("soft", "Shares are mixed: soft edges, as in ComfyUI"),
                    choice("differential",
                           "The share is how much of the schedule a cell is free in, the last part of it (Levin and "
                           "Fried, Differential Diffusion: Giving Each Pixel Its Strength, 2023)")),
            advanced, "What a mask between 0 and 1 means.");

  // Reads them into a sampling::SamplingParts.
  template <class Parts>
  static Parts read(const Call& call) {
    Parts parts;
    parts.denoiser = call[denoiser];
    if (call.has(solver)) parts.solver = call[solver];
    parts.sigmas = call[sigmas];
    if (call.has(noise)) parts.noise = call[noise];
    if (call.has(given)) parts.latent = call[given];
    if (call.has(mask)) parts.mask = call[mask];
    if (call.has(conditioning)) parts.conditioning = call[conditioning];
    parts.seed = call[seed];
    parts.denoise = call[denoise];
    parts.startStep = call[startStep];
    parts.endStep = call[endStep];
    parts.differential = call[maskMode] == "differential";
    return parts;
  }
};

}  // namespace weft::schedulers
