// The clock of a denoiser that was trained on discrete steps.
#pragma once

#include "diffusion/clock.h"
#include "sampling/model.h"

namespace weft::sampling {

// Null where it was trained on all times. Failure where the denoiser's step_times are none.
inline diffusion::ClockRef trainedClock(const weft_denoiser_info& info) {
  if (info.step_count == 0) return nullptr;
  auto clock = diffusion::trainedSteps({info.step_times, info.step_times + info.step_count},
                                       diffusion::Interpolation::LogLinear);
  if (!clock) throw Failure("the denoiser's trained steps: " + clock.error().message);
  return *clock;
}

}  // namespace weft::sampling
