#include "solver_nodes_dpm_solver.h"

#include <charconv>
#include <vector>

#include "sampling/solvers/dpm_solver_multistep.h"
#include "sampling/solvers/dpm_solver_singlestep.h"
#include "sampling/solvers/sa_solver.h"
#include "sampling/solvers/unipc.h"

namespace weft::schedulers {
namespace {

using sampling::Integrand;
using sampling::SecondOrder;

Integrand integrandOf(std::string_view algorithmType) {
  return algorithmType.ends_with("++") ? Integrand::Data : Integrand::Noise;
}
SecondOrder secondOrderOf(std::string_view solverType) {
  return solverType == "heun" ? SecondOrder::Heun : SecondOrder::Midpoint;
}

std::vector<uint64_t> stepsOf(std::string_view list) {
  std::vector<uint64_t> steps;
  for (size_t at = 0; at < list.size();) {
    if (list[at] == ' ' || list[at] == ',') {
      ++at;
      continue;
    }
    const auto read = std::from_chars(list.data() + at, list.data() + list.size(), steps.emplace_back());
    if (read.ec != std::errc())
      throw Failure("disable_corrector is \"" + std::string(list) + "\"; wanted numbers of steps, such as 0,1");
    at = size_t(read.ptr - list.data());
  }
  return steps;
}

}  // namespace

std::unique_ptr<Object> DPMSolverMultistep::make(const SolverSettings& settings) {
  return sampling::makeDpmSolverMultistep({.integrand = integrandOf(settings[algorithmType]),
                                           .sde = settings[algorithmType].starts_with("sde"),
                                           .solverOrder = int(settings[solverOrder]),
                                           .solverType = secondOrderOf(settings[solverType]),
                                           .lowerOrderFinal = settings[lowerOrderFinal],
                                           .eulerAtFinal = settings[eulerAtFinal]});
}

std::unique_ptr<Object> DPMSolverSinglestep::make(const SolverSettings& settings) {
  return sampling::makeDpmSolverSinglestep({.integrand = integrandOf(settings[algorithmType]),
                                            .sde = settings[algorithmType].starts_with("sde"),
                                            .solverOrder = int(settings[solverOrder]),
                                            .solverType = secondOrderOf(settings[solverType]),
                                            .lowerOrderFinal = settings[lowerOrderFinal]});
}

std::unique_ptr<Object> UniPC::make(const SolverSettings& settings) {
  return sampling::makeUniPc({.solverOrder = int(settings[solverOrder]),
                              .bh2 = settings[solverType] == "bh2",
                              .predictX0 = settings[predictX0],
                              .lowerOrderFinal = settings[lowerOrderFinal],
                              .corrector = settings[corrector],
                              .disableCorrector = stepsOf(settings[disableCorrector])});
}

std::unique_ptr<Object> DEIS::make(const SolverSettings& settings) {
  return sampling::makeDeis({int(settings[solverOrder]), settings[lowerOrderFinal]});
}

std::unique_ptr<Object> SASolver::make(const SolverSettings& settings) {
  if (settings[tauEnd] > settings[tauStart])
    throw Failure("tau_end is " + std::to_string(settings[tauEnd]) + ", but must not be above tau_start, which is " +
                  std::to_string(settings[tauStart]));
  const bool data = settings[algorithmType] == "data_prediction";
  return sampling::makeSaSolver({.predictorOrder = int(settings[predictorOrder]),
                                 .correctorOrder = int(settings[correctorOrder]),
                                 .integrand = data ? Integrand::Data : Integrand::Noise,
                                 .tau = settings[tau],
                                 .tauStart = settings[tauStart],
                                 .tauEnd = settings[tauEnd],
                                 .lowerOrderFinal = settings[lowerOrderFinal]});
}

}  // namespace weft::schedulers
