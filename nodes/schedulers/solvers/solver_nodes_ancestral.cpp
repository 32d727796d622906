#include "solver_nodes_ancestral.h"

#include "sampling/solvers/ancestral.h"
#include "sampling/solvers/consistency.h"

namespace weft::schedulers {

std::unique_ptr<Object> EulerAncestral::make(const SolverSettings& settings) {
  return sampling::makeEulerAncestral(
      {.eta = settings[eta], .noise = settings[sNoise], .cfgPlusPlus = settings[cfgPlusPlus]});
}

std::unique_ptr<Object> DPM2Ancestral::make(const SolverSettings& settings) {
  return sampling::makeDpm2Ancestral({.eta = settings[eta], .noise = settings[sNoise]});
}

std::unique_ptr<Object> DDIM::make(const SolverSettings& settings) {
  return sampling::makeDdim(settings[eta], settings[cfgPlusPlus]);
}

std::unique_ptr<Object> DDPM::make(const SolverSettings& settings) {
  return sampling::makeDdpm(settings[variance].starts_with("fixed_large") ? sampling::DdpmVariance::Large
                                                                          : sampling::DdpmVariance::Small);
}

std::unique_ptr<Object> LCM::make(const SolverSettings& settings) { return sampling::makeLcm(settings[scaling]); }
std::unique_ptr<Object> TCD::make(const SolverSettings& settings) { return sampling::makeTcd(settings[gamma]); }

std::unique_ptr<Object> CMStochasticIterative::make(const SolverSettings& settings) {
  return sampling::makeCmStochasticIterative(settings[sigmaMin], settings[sNoise]);
}

}  // namespace weft::schedulers
