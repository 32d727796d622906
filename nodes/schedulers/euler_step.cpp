#include "euler_step.h"

#include "solvers.h"

namespace weft::schedulers {

void EulerStep::process(Call& call) { call.set(solver, makeObject("solver", makeEulerSolver())); }

}  // namespace weft::schedulers
