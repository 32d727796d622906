// The stochastic sampler of Karras et al.
#pragma once

#include <limits>
#include <memory>

#include <weft/sdk/object.h>

#include "sampling/steps.h"

namespace weft::sampling {

struct Churn {
  double churn = 0, minimum = 0, maximum = std::numeric_limits<double>::infinity(), noise = 1;  // s_churn, s_tmin, …
};

// Elucidating the Design Space of Diffusion-Based Generative Models, 2022, algorithm 2, with a step of one's choice.
std::unique_ptr<Object> makeEdmStochastic(const Churn& churn, StepMethod method);

}  // namespace weft::sampling
