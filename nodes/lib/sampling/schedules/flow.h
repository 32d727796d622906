// Schedules of a rectified flow, t from 1 to 0: FlowMatchEulerDiscreteScheduler of diffusers.
#pragma once

#include <cstdint>
#include <string_view>

#include "sampling/schedules/times.h"

namespace weft::sampling {

struct FlowOptions {
  double shift = 1;                 // above 0; see diffusion/flow_shift.h
  bool isLinspace = false;          // from the last of 1000 trained steps to the first; else evenly from 1 to 1 / steps
  bool wasTrainedShifted = true;    // of isLinspace: whether the shift moved the trained steps as well
  double terminal = 0;              // above 0: stretched so that the last time before 0 is this one, below 1
  std::string_view curve = "none";  // of respaced() in model_schedules.h
};

// steps + 1 times, falling from exactly 1 to exactly 0.
Times flowSigmas(int64_t steps, const FlowOptions& options);

}  // namespace weft::sampling
