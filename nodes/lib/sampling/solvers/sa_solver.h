// SA-Solver: stochastic Adams methods with a corrector.
#pragma once

#include <memory>

#include <weft/sdk/object.h>

#include "sampling/solvers/exponential.h"

namespace weft::sampling {

struct SaSolverOptions {
  int predictorOrder = 2, correctorOrder = 2;  // 1 to 4; 0 of the corrector: none
  Integrand integrand = Integrand::Data;
  // tau while the share of the training's times lies in [tauEnd, tauStart], else 0.
  double tau = 1, tauStart = 0.8, tauEnd = 0.2;
  bool lowerOrderFinal = true;
};
std::unique_ptr<Object> makeSaSolver(const SaSolverOptions& options);

}  // namespace weft::sampling
