#include "solver_nodes.h"

#include "sampling/solvers.h"

namespace weft::schedulers {

std::unique_ptr<Object> EulerStep::make() { return sampling::makeEulerSolver(); }
std::unique_ptr<Object> HeunStep::make() { return sampling::makeHeunSolver(); }

}  // namespace weft::schedulers
