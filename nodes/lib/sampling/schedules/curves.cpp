#include "sampling/schedules/curves.h"

#include <algorithm>
#include <cmath>

namespace weft::sampling {
namespace {

// `at` of shares that run evenly from 0 to 1, and then 0.
template <class At>
Times curve(int64_t steps, At at) {
  Times times;
  times.reserve(size_t(steps) + 1);
  for (int64_t i = 0; i < steps; ++i) times.push_back(at(steps > 1 ? double(i) / double(steps - 1) : 0));
  times.push_back(0);
  return times;
}

// The same for a curve from one end of the range to the other: its ends are exact, whatever was rounded.
template <class At>
Times between(int64_t steps, SigmaRange range, At at) {
  Times times = curve(steps, at);
  if (steps > 1) times[size_t(steps) - 1] = range.min;
  times.front() = range.max;
  return times;
}

double mixed(double from, double to, double share) { return from + share * (to - from); }

}  // namespace

Times karrasSigmas(int64_t steps, SigmaRange range, double rho) {
  const double from = std::pow(range.max, 1 / rho), to = std::pow(range.min, 1 / rho);
  return between(steps, range, [&](double share) { return std::pow(mixed(from, to, share), rho); });
}

Times exponentialSigmas(int64_t steps, SigmaRange range) { return polyexponentialSigmas(steps, range, 1); }

Times polyexponentialSigmas(int64_t steps, SigmaRange range, double rho) {
  const double from = std::log(range.max), to = std::log(range.min);
  return between(steps, range, [&](double share) { return std::exp(mixed(to, from, std::pow(1 - share, rho))); });
}

Times klOptimalSigmas(int64_t steps, SigmaRange range) {
  const double from = std::atan(range.max), to = std::atan(range.min);
  return between(steps, range, [&](double share) { return std::tan(mixed(from, to, share)); });
}

Times laplaceSigmas(int64_t steps, SigmaRange range, double mu, double beta) {
  constexpr double least = 1e-5;  // keeps the logarithm finite at the ends
  return withoutRepeats(curve(steps, [&](double share) {
    const double side = share < 0.5 ? 1 : share > 0.5 ? -1 : 0;
    const double logSigma = mu - beta * side * std::log(1 - 2 * std::abs(0.5 - share) + least);
    return std::clamp(std::exp(logSigma), range.min, range.max);
  }));
}

Times vpSigmas(int64_t steps, double betaD, double betaMin, double epsS) {
  return curve(steps, [&](double share) {
    const double t = mixed(1, epsS, share);
    return std::sqrt(std::expm1(betaD * t * t / 2 + betaMin * t));
  });
}

double greatestThreshold(int64_t steps, int64_t linearSteps) {
  return 2 * double(linearSteps) / double(steps + linearSteps);
}

Times linearQuadraticSigmas(int64_t steps, double sigmaMax, double threshold, int64_t linearSteps) {
  if (steps == 1) return {sigmaMax, 0};
  // The parabola meets the line with its slope, and 1 at the last step.
  const double n = double(steps), linear = double(linearSteps), rest = n - linear;
  const double slope = threshold / linear;
  const double bend = (1 - threshold - slope * rest) / (rest * rest);
  Times times;
  times.reserve(size_t(steps) + 1);
  for (int64_t i = 0; i < steps; ++i) {
    const double beyond = double(std::max<int64_t>(i - linearSteps, 0));
    times.push_back(sigmaMax * (1 - (slope * double(i) + bend * beyond * beyond)));
  }
  times.push_back(0);
  return times;
}

}  // namespace weft::sampling
