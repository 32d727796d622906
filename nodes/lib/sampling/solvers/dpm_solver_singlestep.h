// DPM-Solver and DPM-Solver++ in groups of steps that begin anew.
#pragma once

#include <memory>

#include <weft/sdk/object.h>

#include "sampling/solvers/exponential.h"

namespace weft::sampling {

struct DpmSolverSinglestepOptions {
  Integrand integrand = Integrand::Data;
  bool sde = false;
  int solverOrder = 2;  // 1 to 3: steps in a group
  SecondOrder solverType = SecondOrder::Midpoint;
  bool lowerOrderFinal = false;  // counts as true where the steps make no whole groups, or the last ends without noise
};
std::unique_ptr<Object> makeDpmSolverSinglestep(const DpmSolverSinglestepOptions& options);

}  // namespace weft::sampling
