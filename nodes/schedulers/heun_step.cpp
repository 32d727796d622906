#include "heun_step.h"

#include "solvers.h"

namespace weft::schedulers {

void HeunStep::process(Call& call) { call.set(solver, makeObject("solver", makeHeunSolver())); }

}  // namespace weft::schedulers
