#include "sampling/schedules/flow.h"

#include "diffusion/flow_shift.h"
#include "diffusion/flow_times.h"
#include "sampling/schedules/model_schedules.h"

namespace weft::sampling {
namespace {

constexpr double firstTrained = 1.0 / 1000;

// `steps` times evenly from `from` on, of which `to` would be the one after `gaps` steps.
Times evenly(int64_t steps, double from, double to, int64_t gaps) {
  Times times;
  for (int64_t i = 0; i < steps; ++i) times.push_back(from + (gaps > 0 ? (to - from) * double(i) / double(gaps) : 0));
  return times;
}

Times spaced(int64_t steps, const FlowOptions& options) {
  switch (options.spacing) {
    case FlowSpacing::Trailing: {
      Times times = diffusion::flowTimes(steps, 1);
      times.pop_back();
      return times;
    }
    case FlowSpacing::Linspace:
      return evenly(steps, 1,
                    options.wasTrainedShifted ? diffusion::shiftTime(firstTrained, options.shift) : firstTrained,
                    steps - 1);
    case FlowSpacing::Multistep:
      return evenly(steps, 1 - firstTrained, 0, steps);
    case FlowSpacing::UniPC:
      return evenly(steps, 1, firstTrained, steps);
  }
  return {};
}

// The way from 1 stretched so that it ends at `terminal`.
void stretch(Times& times, double terminal) {
  const double scale = (1 - times.back()) / (1 - terminal);
  for (double& time : times) time = 1 - (1 - time) / scale;  // leaves 1 where it is
}

}  // namespace

Times flowSigmas(int64_t steps, const FlowOptions& options) {
  Times times = spaced(steps, options);
  for (double& time : times)
    if (time < 1) time = diffusion::shiftTime(time, options.shift);  // 1 stays, whatever the quotient is rounded to
  if (options.terminal > 0 && steps > 1) stretch(times, options.terminal);
  times = respaced(times, options.curve);
  if (options.spacing == FlowSpacing::UniPC) times.front() -= 1e-6;
  times.push_back(0);
  return times;
}

}  // namespace weft::sampling
