#include "solver_nodes_score.h"

#include "sampling/solvers/langevin.h"
#include "sampling/solvers/predictor_corrector.h"
#include "sampling/solvers/probability_flow_ode.h"

namespace weft::schedulers {
namespace {

template <class LangevinKind>
sampling::LangevinOptions langevinOptions(const SolverSettings& settings) {
  return {.steps = settings[LangevinKind::steps],
          .stepSize = settings[LangevinKind::stepSize],
          .denoise = settings[LangevinKind::denoise]};
}

}  // namespace

std::unique_ptr<Object> Langevin::make(const SolverSettings& settings) {
  return sampling::makeLangevin(langevinOptions<Langevin>(settings));
}

std::unique_ptr<Object> AnnealedLangevin::make(const SolverSettings& settings) {
  return sampling::makeAnnealedLangevin(langevinOptions<AnnealedLangevin>(settings));
}

std::unique_ptr<Object> PredictorCorrector::make(const SolverSettings& settings) {
  return sampling::makePredictorCorrector({.predictor = settings[predictor] == "ancestral"
                                                            ? sampling::Predictor::Ancestral  //
                                                            : sampling::Predictor::ReverseDiffusion,
                                           .snr = settings[snr],
                                           .correctSteps = settings[correctSteps]});
}

std::unique_ptr<Object> EulerMaruyama::make(const SolverSettings& settings) {
  return sampling::makeEulerMaruyama(settings[eta]);
}

std::unique_ptr<Object> ProbabilityFlowODE::make(const SolverSettings& settings) {
  return sampling::makeProbabilityFlowODE(
      {.tolerance = {.rtol = settings[rtol], .atol = settings[atol]}, .sigmaMin = settings[sigmaMin]});
}

}  // namespace weft::schedulers
