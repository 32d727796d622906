#include "sampling/schedules/flow.h"

#include "diffusion/flow_shift.h"
#include "diffusion/flow_times.h"
#include "sampling/schedules/model_schedules.h"

namespace weft::sampling {
namespace {

// Evenly from 1 to the first of 1000 trained steps, which a shift in training has moved.
Times linspace(int64_t steps, const FlowOptions& options) {
  constexpr double first = 1.0 / 1000;
  const double last = options.wasTrainedShifted ? diffusion::shiftTime(first, options.shift) : first;
  Times times;
  for (int64_t i = 0; i < steps; ++i) {
    const double share = steps > 1 ? double(i) / double(steps - 1) : 0;
    times.push_back(diffusion::shiftTime(1 + (last - 1) * share, options.shift));
  }
  return times;
}

Times trailing(int64_t steps, double shift) {
  Times times = diffusion::flowTimes(steps, shift);
  times.pop_back();
  return times;
}

// The way from 1 stretched so that it ends at `terminal`.
void stretch(Times& times, double terminal) {
  const double scale = (1 - times.back()) / (1 - terminal);
  for (double& time : times) time = 1 - (1 - time) / scale;
}

}  // namespace

Times flowSigmas(int64_t steps, const FlowOptions& options) {
  Times times = options.isLinspace ? linspace(steps, options) : trailing(steps, options.shift);
  if (options.terminal > 0 && steps > 1) stretch(times, options.terminal);
  times = respaced(times, options.curve);
  times.front() = 1;  // a quotient may round to a neighbour
  times.push_back(0);
  return times;
}

}  // namespace weft::sampling
