// SEEDS: exponential Runge-Kutta methods for the reverse-time SDE, with two or three evaluations a step.
#pragma once

#include <memory>

#include <weft/sdk/object.h>

#include "sampling/solvers/exponential.h"

namespace weft::sampling {

struct SeedsOptions {
  double eta = 1, sNoise = 1;
};
// r: where in the step, in lambda, the second evaluation is; above 0, at most 1. With r = 1 and Heun this is the
// exponential Heun method.
std::unique_ptr<Object> makeSeeds2(const SeedsOptions& options, double r, SecondOrder kind);
// 0 < r1 < r2 <= 1.
std::unique_ptr<Object> makeSeeds3(const SeedsOptions& options, double r1, double r2);

}  // namespace weft::sampling
