#include "solver_nodes_exponential.h"

#include "sampling/solvers/er_sde.h"
#include "sampling/solvers/res_multistep.h"
#include "sampling/solvers/seeds.h"

namespace weft::schedulers {
namespace {

sampling::SecondOrder secondOrderOf(std::string_view solverType) {
  return solverType == "phi_2" ? sampling::SecondOrder::Heun : sampling::SecondOrder::Midpoint;
}

}  // namespace

std::unique_ptr<Object> RESMultistep::make(const SolverSettings& settings) {
  return sampling::makeResMultistep({settings[eta], settings[sNoise], settings[cfgPlusPlus]});
}

std::unique_ptr<Object> ERSDE::make(const SolverSettings& settings) {
  using enum sampling::NoiseScaler;
  const auto scaler = settings[solverType] == "ODE" ? Ode : settings[solverType] == "ER-SDE" ? ErSde : ReverseTimeSde;
  return sampling::makeErSde({int(settings[maxStage]), scaler, settings[eta], settings[sNoise]});
}

std::unique_ptr<Object> SEEDS2::make(const SolverSettings& settings) {
  return sampling::makeSeeds2({settings[eta], settings[sNoise]}, settings[r], secondOrderOf(settings[solverType]));
}

std::unique_ptr<Object> SEEDS3::make(const SolverSettings& settings) {
  return sampling::makeSeeds3({settings[eta], settings[sNoise]}, settings[r1], settings[r2]);
}

std::unique_ptr<Object> ExpHeun2::make(const SolverSettings& settings) {
  return sampling::makeSeeds2({settings[eta], settings[sNoise]}, 1, secondOrderOf(settings[solverType]));
}

}  // namespace weft::schedulers
