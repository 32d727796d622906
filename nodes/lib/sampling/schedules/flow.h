// Schedules of a rectified flow, t from 1 to 0: FlowMatchEulerDiscreteScheduler of diffusers, and use_flow_sigmas of
// its other schedulers.
#pragma once

#include <cstdint>
#include <string_view>

#include "sampling/schedules/times.h"

namespace weft::sampling {

// Before the shift, n being the number of steps.
enum class FlowSpacing {
  Trailing,   // 1 to 1 / n, evenly
  Linspace,   // the last of 1000 trained steps to the first, evenly; a shift in training has moved the first
  Multistep,  // n of n + 1 even times from 0.999 to 0: use_flow_sigmas of DPM-Solver, DEIS and SA-Solver
  UniPC,      // n of n + 1 even times from 1 to 0.001, and then the first a millionth below 1: its use_flow_sigmas
};

struct FlowOptions {
  double shift = 1;  // above 0; see diffusion/flow_shift.h
  FlowSpacing spacing = FlowSpacing::Trailing;
  bool wasTrainedShifted = true;    // of Linspace: whether the shift moved the trained steps as well
  double terminal = 0;              // above 0: stretched so that the last time before 0 is this one, below 1
  std::string_view curve = "none";  // of respaced() in model_schedules.h
};

// steps + 1 times, falling to exactly 0; from exactly 1 with Trailing and Linspace.
Times flowSigmas(int64_t steps, const FlowOptions& options);

}  // namespace weft::sampling
