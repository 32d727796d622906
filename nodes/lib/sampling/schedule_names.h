// One table of the schedules that have a name elsewhere: ComfyUI's scheduler names, which Model sigmas takes as they
// are, and what makes the same in diffusers.
#pragma once

#include <span>

namespace weft::sampling {

struct ScheduleName {
  const char* comfy;      // scheduler of KSampler and BasicScheduler; or "": there it is a node of its own
  const char* node;       // type id of the node that makes it alone
  const char* diffusers;  // options of a scheduler class; or "": not there
};

inline constexpr ScheduleName scheduleNames[] = {
    {"simple", "weft.schedulers.ModelSigmas", ""},
    {"sgm_uniform", "weft.schedulers.ModelSigmas", ""},
    {"karras", "weft.schedulers.KarrasSigmas", "use_karras_sigmas=True"},
    {"exponential", "weft.schedulers.ExponentialSigmas", "use_exponential_sigmas=True"},
    {"ddim_uniform", "weft.schedulers.ModelSigmas", ""},
    {"beta", "weft.schedulers.BetaSigmas", "use_beta_sigmas=True"},
    {"normal", "weft.schedulers.ModelSigmas", ""},
    {"linear_quadratic", "weft.schedulers.LinearQuadraticSigmas", ""},
    {"kl_optimal", "weft.schedulers.KLOptimalSigmas", ""},
    {"", "weft.schedulers.PolyexponentialSigmas", ""},
    {"", "weft.schedulers.VPSigmas", ""},
    {"", "weft.schedulers.LaplaceSigmas", ""},
    {"", "weft.schedulers.AlignYourStepsSigmas", ""},
    {"", "weft.schedulers.TimestepSpacing", "timestep_spacing=linspace|leading|trailing"},
    {"", "weft.schedulers.FlowSigmas", "FlowMatchEulerDiscreteScheduler"},
};

}  // namespace weft::sampling
