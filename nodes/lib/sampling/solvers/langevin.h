// Langevin dynamics: x moves up the gradient of log p_t and is shaken, until it is distributed as p_t.
#pragma once

#include <cstdint>
#include <memory>

#include <weft/sdk/object.h>

namespace weft::sampling {

struct LangevinOptions {
  int64_t steps = 10;     // of the dynamics at one level of noise, at least 1
  double stepSize = 0.2;  // alpha / b(t)^2, above 0 and below 4: beyond that the dynamics run away
  bool denoise = true;    // whether a step that ends without noise ends at x0, not at the noisy sample
};

// At the level where the step begins; from there along the probability-flow equation.
std::unique_ptr<Object> makeLangevin(const LangevinOptions& options);
// The same at each level of the schedule, with nothing in between but the change of level.
std::unique_ptr<Object> makeAnnealedLangevin(const LangevinOptions& options);

}  // namespace weft::sampling
