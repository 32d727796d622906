// Which of the steps that a model was trained on a sampling goes through: the spacings of diffusers' discrete
// schedulers (Lin et al., Common Diffusion Noise Schedules and Sample Steps are Flawed, 2024, table 2).
#pragma once

#include "sampling/schedules/trained_steps.h"

namespace weft::sampling {

enum class Spacing {
  Linspace,  // from the last trained step to the first, both included
  Leading,   // multiples of floor(trained / steps): begins below the last trained step
  Trailing,  // begins at the last trained step, ends above the first
  Lcm,       // evenly among the steps that a consistency model was distilled on
};

struct SpacingOptions {
  Spacing spacing = Spacing::Linspace;
  int64_t offset = 0;          // of Leading: added to each step
  bool endpoint = true;        // of Linspace and Leading: whether step 0 is among them
  bool whole = true;           // of Linspace: only trained steps, instead of places between them
  int64_t originalSteps = 50;  // of Lcm: how many it was distilled on
};

// `steps` places of 0 .. trained - 1, falling or, where there are too few of them, standing. Failure where there are
// more steps than can be placed.
std::vector<double> spacedSteps(int64_t trained, int64_t steps, const SpacingOptions& options);

}  // namespace weft::sampling
