#include "sampling/sample_latent.h"

namespace weft::sampling {
namespace {

Value integrate(const SamplingRun& run, const Value& start, const ReportStep& report) {
  struct Listener {
    const SamplingRun& run;
    const ReportStep& report;
  } listener{run, report};
  const weft_progress progress{sizeof(weft_progress), &listener, [](void* user, uint64_t step, uint64_t of) {
                                 return weft::detail::guard([&] {
                                   const auto& [run, report] = *static_cast<Listener*>(user);
                                   if (report) report(step, of, {{}, run.lastEstimate()});
                                 });
                               }};
  return run.integrate(start, &progress);
}

}  // namespace

Value sampleLatent(const SamplingParts& parts, uint32_t threads, const ReportStep& report) {
  Sampler sampler(parts);
  Value x = sampler.start();
  if (report) report(0, sampler.steps(), {x, {}});
  if (sampler.steps() == 0) return x;
  const auto run = sampler.take(threads);
  if (sampler.isAdaptive()) x = integrate(*run, x, report);
  for (uint64_t i = 0; i < sampler.steps() && !sampler.isAdaptive(); ++i) {
    const SolverStep step = run->step(x, i);
    x = step.x;
    if (report) report(i + 1, sampler.steps(), step);
  }
  return x;
}

}  // namespace weft::sampling
