// Schedules that follow the steps a model was trained on, under the names that ComfyUI gives them.
#pragma once

#include <string_view>

#include "sampling/schedules/trained_steps.h"

namespace weft::sampling {

// Falling to 0, in `steps` steps unless said otherwise. Where there are more steps than trained ones, repeats are left
// out.
Times simpleSigmas(const TrainedSteps& trained, int64_t steps);       // evenly among the trained steps, from the last
Times ddimUniformSigmas(const TrainedSteps& trained, int64_t steps);  // each floor(trained / steps)th, from 1; more
Times normalSigmas(const TrainedSteps& trained, int64_t steps);       // evenly from the last step to the first, then 0
Times sgmUniformSigmas(const TrainedSteps& trained, int64_t steps);   // evenly from the last step to below the first
// At the quantiles of a beta distribution, rounded to trained steps: Lee et al., Beta Sampling is All You Need, 2024.
// Fewer where several round to one.
Times betaSigmas(const TrainedSteps& trained, int64_t steps, double alpha, double beta);
// The same between any two sigmas, without rounding, the first time range.max and the last before 0 range.min: as
// diffusers has it.
Times betaSigmas(SigmaRange range, int64_t steps, double alpha, double beta);

// The same times between the first and the last along a curve: "karras" (rho 7), "exponential" or "beta" (shape 0.6),
// as use_karras_sigmas and the like of diffusers; "none" leaves them.
Times respaced(const Times& times, std::string_view curve);

// The curves of curves.h between the first and the last trained step, as ComfyUI chooses their parameters.
Times modelKarrasSigmas(const TrainedSteps& trained, int64_t steps);
Times modelExponentialSigmas(const TrainedSteps& trained, int64_t steps);
Times modelKlOptimalSigmas(const TrainedSteps& trained, int64_t steps);
Times modelBetaSigmas(const TrainedSteps& trained, int64_t steps);
Times modelLinearQuadraticSigmas(const TrainedSteps& trained, int64_t steps);

}  // namespace weft::sampling
