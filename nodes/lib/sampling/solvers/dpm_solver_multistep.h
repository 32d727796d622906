// Exponential integrators that build on the estimates of earlier steps: one evaluation a step.
#pragma once

#include <memory>

#include <weft/sdk/object.h>

#include "sampling/solvers/exponential.h"

namespace weft::sampling {

struct DpmSolverMultistepOptions {
  Integrand integrand = Integrand::Data;  // Data: the "++" of algorithm_type
  bool sde = false;
  int solverOrder = 2;  // 1 to 3
  SecondOrder solverType = SecondOrder::Midpoint;
  bool lowerOrderFinal = true;  // of fewer than 15 steps the last is of order 1, the one before of order 2 at most
  bool eulerAtFinal = false;    // the last is of order 1
};
std::unique_ptr<Object> makeDpmSolverMultistep(const DpmSolverMultistepOptions& options);

struct DeisOptions {
  int solverOrder = 2;  // 1 to 3
  bool lowerOrderFinal = true;
};
std::unique_ptr<Object> makeDeis(const DeisOptions& options);

std::unique_ptr<Object> makeDpmpp2m(bool cfgPlusPlus);

struct DpmppSdeOptions {
  double eta = 1, sNoise = 1;
};
std::unique_ptr<Object> makeDpmpp2mSde(const DpmppSdeOptions& options, SecondOrder solverType);
std::unique_ptr<Object> makeDpmpp3mSde(const DpmppSdeOptions& options);

}  // namespace weft::sampling
