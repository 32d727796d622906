#include "timestep_spacing.h"

#include "sampling/schedules/model_schedules.h"
#include "sampling/schedules/timestep_spacing.h"

namespace weft::schedulers {
namespace {

sampling::Spacing spacingOf(std::string_view name) {
  if (name == "linspace") return sampling::Spacing::Linspace;
  if (name == "leading") return sampling::Spacing::Leading;
  if (name == "trailing") return sampling::Spacing::Trailing;
  return sampling::Spacing::Lcm;
}

}  // namespace

void TimestepSpacing::process(Call& call) {
  const auto info = call[model].info();
  if (info.step_count == 0)
    throw Failure("the model was trained on all times, not on discrete steps; use Model sigmas or Flow sigmas");
  const sampling::TrainedSteps trained(info);
  sampling::SpacingOptions options;
  options.spacing = spacingOf(call[timestep_spacing]);
  options.offset = call[steps_offset];
  options.endpoint = call[endpoint];
  options.whole = call[round_steps];
  options.originalSteps = call[original_inference_steps];
  sampling::Times times;
  for (const double step : sampling::spacedSteps(trained.count(), call[steps], options))
    times.push_back(trained.timeBetween(step));
  times = sampling::respaced(times, call[sigma_schedule]);
  times.push_back(call[final_sigmas_type] == "zero" ? 0 : trained.times().front());
  give(call, sampling::withoutRepeats(times));
}

}  // namespace weft::schedulers
