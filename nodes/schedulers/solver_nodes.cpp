#include "solver_nodes.h"

#include "sampling/solvers/euler.h"

namespace weft::schedulers {

std::unique_ptr<Object> EulerStep::make() { return sampling::makeEuler(); }
std::unique_ptr<Object> HeunStep::make() { return sampling::makeHeun(); }

}  // namespace weft::schedulers
