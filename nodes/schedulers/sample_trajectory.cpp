#include "sample_trajectory.h"

#include <vector>

#include "sampling/sample_latent.h"

namespace weft::schedulers {

void SampleTrajectory::process(Call& call) {
  std::vector<Value> passed, x0;
  const auto report = [&](uint64_t step, uint64_t total, const SolverStep& state) {
    if (state.x) passed.push_back(state.x);
    if (state.x0) x0.push_back(state.x0);
    call.progress(step, total, "sampling");
  };
  const auto parts = read<sampling::SamplingParts>(call);
  const Value end = sampling::sampleLatent(parts, call.threads(), report);
  if (passed.back().get() != end.get()) passed.push_back(end);  // of an adaptive solver, which reports no latents
  call.set(latents, Value::list(passed));
  call.set(estimates, Value::list(x0));
}

}  // namespace weft::schedulers
