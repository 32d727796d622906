#include "solver_nodes.h"

#include "sampling/solvers/euler.h"

namespace weft::schedulers {

std::unique_ptr<Object> Euler::make() { return sampling::makeEuler(); }
std::unique_ptr<Object> Heun::make() { return sampling::makeHeun(); }

}  // namespace weft::schedulers
