// What schedules are called elsewhere, in one place: Model sigmas is made of the first table; tests go through both.
#pragma once

#include <array>

#include "sampling/schedules/model_schedules.h"

namespace weft::sampling {

// A scheduler of ComfyUI's KSampler and BasicScheduler, in its order there.
struct ComfyScheduler {
  const char* name;
  const char* doc;
  Times (*make)(const TrainedSteps& trained, int64_t steps);
};

inline constexpr std::array<ComfyScheduler, 9> comfySchedulers = {{
    {"simple", "Evenly among the trained steps, from the last one, and then 0.", &simpleSigmas},
    {"sgm_uniform",
     "Evenly from the last trained step towards the first, which is left out; for models of few steps (LCM, Turbo, "
     "Lightning).",
     &sgmUniformSigmas},
    {"karras", "Karras sigmas with rho 7.", &modelKarrasSigmas},
    {"exponential", "Exponential sigmas.", &modelExponentialSigmas},
    {"ddim_uniform",
     "Every so many trained steps from the second up, as DDIM does; some more steps than asked for where they do not "
     "divide the trained ones.",
     &ddimUniformSigmas},
    {"beta",
     "At the quantiles of a beta distribution with alpha = beta = 0.6: more steps at both ends; times that repeat are "
     "left out.",
     &modelBetaSigmas},
    {"normal", "Evenly from the last trained step to the first, and then 0.", &normalSigmas},
    {"linear_quadratic", "Linear-quadratic sigmas with a threshold of 0.025.", &modelLinearQuadraticSigmas},
    {"kl_optimal", "KL-optimal sigmas.", &modelKlOptimalSigmas},
}};

// A node of ours, the node of ComfyUI that does the same, and the class, function or option that does in diffusers; "":
// nothing does. Both are words that the node is found by.
struct ScheduleNodeNames {
  const char* node;
  const char* comfy;
  const char* diffusers;
};

inline constexpr ScheduleNodeNames scheduleNodeNames[] = {
    {"weft.schedulers.AlignYourStepsSigmas", "AlignYourStepsScheduler", "AysSchedules"},
    {"weft.schedulers.BetaSigmas", "BetaSamplingScheduler", "use_beta_sigmas"},
    {"weft.schedulers.CutSigmas", "KSamplerAdvanced", ""},
    {"weft.schedulers.ExponentialSigmas", "ExponentialScheduler", "use_exponential_sigmas"},
    {"weft.schedulers.ExtendSigmas", "ExtendIntermediateSigmas", ""},
    {"weft.schedulers.FlipSigmas", "FlipSigmas", ""},
    {"weft.schedulers.FlowSigmas", "", "FlowMatchEulerDiscreteScheduler"},
    {"weft.schedulers.KLOptimalSigmas", "", ""},
    {"weft.schedulers.KarrasSigmas", "KarrasScheduler", "use_karras_sigmas"},
    {"weft.schedulers.LaplaceSigmas", "LaplaceScheduler", ""},
    {"weft.schedulers.LinearQuadraticSigmas", "", "linear_quadratic_schedule"},
    {"weft.schedulers.ManualSigmas", "ManualSigmas", "set_timesteps"},
    {"weft.schedulers.ModelSigmas", "BasicScheduler", ""},
    {"weft.schedulers.PolyexponentialSigmas", "PolyexponentialScheduler", ""},
    {"weft.schedulers.SetFirstSigma", "SetFirstSigma", ""},
    {"weft.schedulers.SigmaOfPercent", "SamplingPercentToSigma", ""},
    {"weft.schedulers.SplitSigmas", "SplitSigmas", ""},
    {"weft.schedulers.SplitSigmasDenoise", "SplitSigmasDenoise", "strength"},
    {"weft.schedulers.TimestepSpacing", "", "timestep_spacing"},
    {"weft.schedulers.VPSigmas", "VPScheduler", ""},
};

}  // namespace weft::sampling
