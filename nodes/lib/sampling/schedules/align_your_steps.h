// Schedules that were optimised for one model.
#pragma once

#include <cstdint>

#include "sampling/schedules/times.h"

namespace weft::sampling {

enum class AlignedModel { StableDiffusion1, StableDiffusionXL, StableVideoDiffusion };

// The times that NVIDIA published for 10 steps of each model (Sabour et al., Align Your Steps: Optimizing Sampling
// Schedules in Diffusion Models, 2024; research.nvidia.com/labs/toronto-ai/AlignYourSteps/howto.html), and for other
// numbers of steps evenly between them in the place and in log sigma, as given there. The last is 0.
Times alignedSigmas(AlignedModel model, int64_t steps);

}  // namespace weft::sampling
