#include "trained_step_nodes.h"

#include "sampling/schedules/trained_steps.h"

namespace weft::schedulers {

void TimeOfStep::process(Call& call) { call.set(time, sampling::TrainedSteps(call[model].info()).timeOf(call[step])); }

void StepOfTime::process(Call& call) { call.set(step, sampling::TrainedSteps(call[model].info()).stepOf(call[time])); }

void SigmaOfPercent::process(Call& call) {
  const sampling::TrainedSteps trained(call[model].info(), call[shift]);
  const double ahead = 1 - call[percent];
  call.set(sigma, trained.isFlow() ? trained.shifted(ahead) : trained.timeOf(ahead * double(trained.count() - 1)));
}

}  // namespace weft::schedulers
