#include "solver_nodes_multistep.h"

#include "sampling/solvers/multistep.h"

namespace weft::schedulers {

std::unique_ptr<Object> LMS::make(const SolverSettings& settings) {
  return sampling::makeLms({.order = int(settings[order]), .lowerOrderFinal = settings[lowerOrderFinal]});
}

std::unique_ptr<Object> IPNDM::make(const SolverSettings& settings) {
  return sampling::makeIpndm({.order = int(settings[order]), .lowerOrderFinal = settings[lowerOrderFinal]}, false);
}

std::unique_ptr<Object> IPNDM_V::make(const SolverSettings& settings) {
  return sampling::makeIpndm({.order = int(settings[order]), .lowerOrderFinal = settings[lowerOrderFinal]}, true);
}

std::unique_ptr<Object> PNDM::make(const SolverSettings& settings) {
  return sampling::makePndm(settings[skipPrkSteps]);
}

std::unique_ptr<Object> GradientEstimation::make(const SolverSettings& settings) {
  return sampling::makeGradientEstimation(settings[gamma], settings[cfgPlusPlus]);
}

}  // namespace weft::schedulers
