#include "sampling/schedules/model_schedules.h"

#include <algorithm>
#include <cmath>

#include "diffusion/process.h"
#include "sampling/schedules/beta_quantile.h"

namespace weft::sampling {
namespace {

constexpr double karrasRho = 7, betaShape = 0.6, quadraticThreshold = 0.025;

// `steps` times evenly from the last trained step towards the first, which is `gaps` away, and then 0. For a flow the
// line is one of times that are shifted once more, ends included: that is how its schedules came to be.
Times evenly(const TrainedSteps& trained, int64_t steps, int64_t gaps) {
  const bool flow = trained.isFlow();
  const double from = flow ? trained.times().back() : double(trained.count() - 1);
  const double to = flow ? trained.times().front() : 0;
  Times times;
  for (int64_t i = 0; i < steps; ++i) {
    const double place = from + (gaps > 0 ? (to - from) * double(i) / double(gaps) : 0);
    times.push_back(flow ? trained.shifted(place) : trained.timeOf(place));
  }
  times.push_back(0);
  return times;
}

SigmaRange rangeOf(const TrainedSteps& trained) {
  return {trained.times().front(), std::min(trained.times().back(), 1 / diffusion::leastSignal)};
}

}  // namespace

Times simpleSigmas(const TrainedSteps& trained, int64_t steps) {
  const double gap = double(trained.count()) / double(steps);
  Times times;
  for (int64_t i = 0; i < steps; ++i)
    times.push_back(trained.times()[size_t(trained.count() - 1 - int64_t(double(i) * gap))]);
  times.push_back(0);
  return withoutRepeats(times);
}

Times ddimUniformSigmas(const TrainedSteps& trained, int64_t steps) {
  const int64_t gap = std::max<int64_t>(trained.count() / steps, 1);
  Times times = {0};
  for (int64_t i = 1; i < trained.count(); i += gap) times.push_back(trained.times()[size_t(i)]);
  std::reverse(times.begin(), times.end());
  return times;
}

Times normalSigmas(const TrainedSteps& trained, int64_t steps) { return evenly(trained, steps, steps - 1); }
Times sgmUniformSigmas(const TrainedSteps& trained, int64_t steps) { return evenly(trained, steps, steps); }

Times betaSigmas(const TrainedSteps& trained, int64_t steps, double alpha, double beta) {
  const double last = double(trained.count() - 1);
  Times times;
  for (int64_t i = 0; i < steps; ++i) {
    const double place = betaQuantile(1 - double(i) * (1 / double(steps)), alpha, beta);
    times.push_back(trained.times()[size_t(std::nearbyint(place * last))]);
  }
  times.push_back(0);
  return withoutRepeats(times);
}

Times betaSigmas(SigmaRange range, int64_t steps, double alpha, double beta) {
  Times times;
  for (int64_t i = 0; i < steps; ++i) {
    const double share = steps > 1 ? double(i) / double(steps - 1) : 0;
    const double place = betaQuantile(1 - share, alpha, beta);
    times.push_back(i == 0 ? range.max : range.min + place * (range.max - range.min));
  }
  times.push_back(0);
  return withoutRepeats(times);
}

Times respaced(const Times& times, std::string_view curve) {
  if (curve == "none" || times.size() < 2) return times;
  const auto steps = int64_t(times.size());
  const SigmaRange range{times.back(), std::min(times.front(), 1 / diffusion::leastSignal)};
  Times spaced = curve == "karras"        ? karrasSigmas(steps, range, karrasRho)
                 : curve == "exponential" ? exponentialSigmas(steps, range)
                                          : betaSigmas(range, steps, betaShape, betaShape);
  spaced.pop_back();  // the step to 0
  return spaced;
}

Times modelKarrasSigmas(const TrainedSteps& trained, int64_t steps) {
  return karrasSigmas(steps, rangeOf(trained), karrasRho);
}
Times modelExponentialSigmas(const TrainedSteps& trained, int64_t steps) {
  return exponentialSigmas(steps, rangeOf(trained));
}
Times modelKlOptimalSigmas(const TrainedSteps& trained, int64_t steps) {
  return klOptimalSigmas(steps, rangeOf(trained));
}
Times modelBetaSigmas(const TrainedSteps& trained, int64_t steps) {
  return betaSigmas(trained, steps, betaShape, betaShape);
}
Times modelLinearQuadraticSigmas(const TrainedSteps& trained, int64_t steps) {
  return linearQuadraticSigmas(steps, rangeOf(trained).max, quadraticThreshold, std::max<int64_t>(steps / 2, 1));
}

}  // namespace weft::sampling
