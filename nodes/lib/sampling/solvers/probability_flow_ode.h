// The probability-flow equation by Runge and Kutta's method with steps of its own choice.
#pragma once

#include <memory>

#include <weft/sdk/object.h>

#include "sampling/runge_kutta.h"

namespace weft::sampling {

struct ProbabilityFlowOptions {
  Tolerance tolerance;
  double sigmaMin = 1e-4;  // where integration to a time without noise ends, and x0 is taken; above 0
};

std::unique_ptr<Object> makeProbabilityFlowODE(const ProbabilityFlowOptions& options);

}  // namespace weft::sampling
