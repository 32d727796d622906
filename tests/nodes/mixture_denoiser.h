// A mixture as a denoiser: latents [N, C, H, W] of C = 1 or 2 channels, each place a point of its own, float32 or
// float64; with its gradient.
#pragma once

#include <weft/abi/interface/solver.h>

#include "mixture.h"

namespace weft::test {

enum class Answers {
  Mean,        // what is under the noise, in the mean
  Consistent,  // where the flow leads, of a mixture of one: a consistency model
  MeanOnly,    // as Mean, without a gradient
  Undefined    // not a number
};

// A new reference to an object of type "denoiser".
const weft_value* makeMixtureDenoiser(const Mixture& mixture, Answers answers = Answers::Mean);

struct SolverFacts {
  uint32_t flags, order, evaluations;
};
SolverFacts factsOf(const weft_value* solver);  // borrowed

}  // namespace weft::test
