#include "euler_step.h"

#include "sampling/solvers.h"

namespace weft::schedulers {

void EulerStep::process(Call& call) { call.set(solver, makeObject("solver", sampling::makeEulerSolver())); }

}  // namespace weft::schedulers
