#include "solver_nodes_ode.h"

#include "sampling/solvers/dpm_adaptive.h"
#include "sampling/solvers/edm_stochastic.h"
#include "sampling/solvers/euler.h"

namespace weft::schedulers {

std::unique_ptr<Object> Euler::make(const SolverSettings& settings) {
  return sampling::makeEuler(settings[cfgPlusPlus]);
}
std::unique_ptr<Object> Heun::make() { return sampling::makeHeun(); }
std::unique_ptr<Object> DPM2::make() { return sampling::makeDpm2(); }
std::unique_ptr<Object> HeunPP2::make() { return sampling::makeHeunPP2(); }

std::unique_ptr<Object> EDMStochastic::make(const SolverSettings& settings) {
  const sampling::Churn options{
      .churn = settings[churn], .minimum = settings[minimum], .maximum = settings[maximum], .noise = settings[sNoise]};
  if (settings[method] == "euler") return sampling::makeEdmStochastic(options, sampling::eulerStep);
  if (settings[method] == "dpm2") return sampling::makeEdmStochastic(options, sampling::dpm2Step);
  return sampling::makeEdmStochastic(options, sampling::heunStep);
}

std::unique_ptr<Object> DPMFast::make(const SolverSettings& settings) {
  return sampling::makeDpmFast(settings[eta], settings[sNoise]);
}

std::unique_ptr<Object> DPMAdaptive::make(const SolverSettings& settings) {
  return sampling::makeDpmAdaptive({.order = int(settings[order]),
                                    .rtol = settings[rtol],
                                    .atol = settings[atol],
                                    .firstStep = settings[firstStep],
                                    .pcoeff = settings[pcoeff],
                                    .icoeff = settings[icoeff],
                                    .dcoeff = settings[dcoeff],
                                    .acceptSafety = settings[acceptSafety],
                                    .eta = settings[eta],
                                    .noise = settings[sNoise]});
}

}  // namespace weft::schedulers
