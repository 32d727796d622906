#include "linear_quadratic_sigmas.h"

#include <algorithm>

#include "diffusion/process.h"

namespace weft::schedulers {
namespace {

int64_t orHalf(int64_t linear, int64_t steps) { return linear > 0 ? linear : std::max<int64_t>(steps / 2, 1); }

// Empty where the parabola falls. Of one step nothing counts.
std::string refusalOf(int64_t steps, int64_t linear) {
  if (steps == 1 || linear < steps) return {};
  return "linear_steps is " + std::to_string(linear) + "; it must be below steps, which is " + std::to_string(steps);
}
std::string refusalOf(int64_t steps, int64_t linear, double threshold) {
  if (steps == 1 || threshold <= sampling::greatestThreshold(steps, linear)) return {};
  return "threshold_noise is " + sampling::inWords(threshold) + "; with " + std::to_string(linear) + " of " +
         std::to_string(steps) + " steps even it can be at most " +
         sampling::inWords(sampling::greatestThreshold(steps, linear));
}

}  // namespace

void LinearQuadraticSigmas::infer(Infer& question) {
  if (question.knows(steps) && question.knows(linear_steps)) {
    const int64_t count = question[steps], linear = orHalf(question[linear_steps], count);
    if (const auto refusal = refusalOf(count, linear); !refusal.empty()) question.fail(linear_steps, refusal);
    if (question.knows(threshold_noise))
      if (const auto refusal = refusalOf(count, linear, question[threshold_noise]); !refusal.empty())
        question.fail(threshold_noise, refusal);
  }
  inferSteps(question);
}

void LinearQuadraticSigmas::process(Call& call) {
  const int64_t count = call[steps], linear = orHalf(call[linear_steps], count);
  const double threshold = call[threshold_noise];
  for (const auto& refusal : {refusalOf(count, linear), refusalOf(count, linear, threshold)})
    if (!refusal.empty()) throw Failure(refusal);
  double from = call[sigma_max];
  if (!(from > 0)) from = call.has(model) ? call[model].info().t_maximum : 1;
  from = std::min(from, 1 / diffusion::leastSignal);
  give(call, sampling::linearQuadraticSigmas(count, from, threshold, linear));
}

}  // namespace weft::schedulers
