#include "solver_nodes_dpmpp.h"

#include "sampling/solvers/dpm_solver_multistep.h"
#include "sampling/solvers/dpmpp_singlestep.h"

namespace weft::schedulers {

std::unique_ptr<Object> DPMpp2M::make(const SolverSettings& settings) {
  return sampling::makeDpmpp2m(settings[cfgPlusPlus]);
}

std::unique_ptr<Object> DPMpp2MSDE::make(const SolverSettings& settings) {
  const auto type = settings[solverType] == "heun" ? sampling::SecondOrder::Heun : sampling::SecondOrder::Midpoint;
  return sampling::makeDpmpp2mSde({settings[eta], settings[sNoise]}, type);
}

std::unique_ptr<Object> DPMpp3MSDE::make(const SolverSettings& settings) {
  return sampling::makeDpmpp3mSde({settings[eta], settings[sNoise]});
}

std::unique_ptr<Object> DPMpp2SAncestral::make(const SolverSettings& settings) {
  return sampling::makeDpmpp2sAncestral({settings[eta], settings[sNoise], settings[cfgPlusPlus]});
}

std::unique_ptr<Object> DPMppSDE::make(const SolverSettings& settings) {
  return sampling::makeDpmppSde({settings[eta], settings[sNoise], settings[r]});
}

}  // namespace weft::schedulers
