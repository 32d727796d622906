// A method as a solver object: its traits, and how one sampling with it begins.
//
// To add one: a run class (solvers/NAME.cpp) that takes the request, an options struct where it has options, and a
// function in solvers/NAME.h that makes the object with makeSolver(). Its node is declared in nodes/schedulers.
#pragma once

#include <functional>
#include <memory>

#include <weft/sdk/solver.h>

namespace weft::sampling {

struct SolverTraits {
  uint32_t order = 1;        // of the error in the length of a step
  uint32_t evaluations = 1;  // of the denoiser, per step
  uint32_t flags = 0;        // WEFT_SOLVER_…
};

using BeginRun = std::function<std::unique_ptr<SolverRunObject>(const weft_solver_request&)>;

// `begin` is called from any thread.
std::unique_ptr<Object> makeSolver(const SolverTraits& traits, BeginRun begin);

}  // namespace weft::sampling
