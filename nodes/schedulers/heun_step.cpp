#include "heun_step.h"

#include "sampling/solvers.h"

namespace weft::schedulers {

void HeunStep::process(Call& call) { call.set(solver, makeObject("solver", sampling::makeHeunSolver())); }

}  // namespace weft::schedulers
