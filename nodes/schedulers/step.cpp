#include "step.h"

#include <string>

#include "sampling/sampler.h"
#include "step_preview.h"

namespace weft::schedulers {
namespace {

void continueFrom(const weft::sampling::SamplingRun& run, uint64_t index, const Value& history) {
  if (!run.hasHistory()) return;
  if (index > 0 && !history) throw Failure("the solver builds on earlier steps; link \"history\" of the step before");
  run.setHistory(index > 0 ? history : Value());
}

}  // namespace

void Step::process(Call& call) {
  const SamplerRef parts = call[sampling];
  weft::sampling::Sampler& sampler = parts.sampler();
  const auto at = uint64_t(call[index]);
  if (sampler.isAdaptive()) throw Failure("the solver chooses its own steps; use Sample");
  if (at >= sampler.steps())
    throw Failure("index is " + std::to_string(at) + ", but the schedule has " + std::to_string(sampler.steps()) +
                  " steps, the first of which is 0");
  auto run = sampler.take(call.threads());
  continueFrom(*run, at, call.has(history) ? call[history] : Value());
  const SolverStep step = run->step(call[latent], at);
  call.set(nextHistory, run->hasHistory() ? run->history() : Value::record({}));
  sampler.giveBack(std::move(run));
  showStep(call, autoencoderOf(call, autoencoder), step);
  call.set(next, step.x);
  call.set(x0, step.x0 ? step.x0 : step.x);
}

}  // namespace weft::schedulers
