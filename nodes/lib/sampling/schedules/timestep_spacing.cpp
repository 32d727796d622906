#include "sampling/schedules/timestep_spacing.h"

#include <weft/sdk/host.h>

#include <algorithm>
#include <cmath>

namespace weft::sampling {
namespace {

void require(int64_t steps, int64_t most, const char* of) {
  if (steps > most)
    throw Failure("steps is " + std::to_string(steps) + "; the model " + of + " " + std::to_string(most) + " steps");
}

std::vector<double> linspace(int64_t trained, int64_t steps, bool endpoint, bool whole) {
  const int64_t points = endpoint ? steps : steps + 1;
  const double last = double(trained - 1), gap = points > 1 ? last / double(points - 1) : 0;
  std::vector<double> places;
  for (int64_t i = points - 1; i >= points - steps; --i) {
    const double place = i > 0 && i == points - 1 ? last : double(i) * gap;
    places.push_back(whole ? std::nearbyint(place) : place);
  }
  return places;
}

std::vector<double> leading(int64_t trained, int64_t steps, bool endpoint, int64_t offset) {
  const int64_t points = endpoint ? steps : steps + 1;
  require(steps, trained - (points - steps), "without its first has");
  const int64_t gap = trained / points;
  std::vector<double> places;
  for (int64_t i = points - 1; i >= points - steps; --i) places.push_back(double(i * gap + offset));
  return places;
}

// Rounds to even, and counts down as numpy's arange does, since halves occur.
std::vector<double> trailing(int64_t trained, int64_t steps) {
  const double from = double(trained), gap = (from - from / double(steps)) - from;
  std::vector<double> places;
  for (int64_t i = 0; i < steps; ++i) places.push_back(std::nearbyint(from + double(i) * gap) - 1);
  return places;
}

std::vector<double> lcm(int64_t trained, int64_t steps, int64_t original) {
  require(original, trained, "was trained on");
  require(steps, original, "was distilled on");
  const int64_t gap = trained / original;
  std::vector<double> places;
  for (int64_t i = 0; i < steps; ++i) {
    const double index = std::floor(double(i) * (double(original) / double(steps)));
    places.push_back((double(original) - index) * double(gap) - 1);
  }
  return places;
}

}  // namespace

std::vector<double> spacedSteps(int64_t trained, int64_t steps, const SpacingOptions& options) {
  if (options.spacing != Spacing::Linspace || options.whole) require(steps, trained, "was trained on");
  std::vector<double> places;
  switch (options.spacing) {
    case Spacing::Linspace:
      places = linspace(trained, steps, options.endpoint, options.whole);
      break;
    case Spacing::Leading:
      places = leading(trained, steps, options.endpoint, options.offset);
      break;
    case Spacing::Trailing:
      places = trailing(trained, steps);
      break;
    case Spacing::Lcm:
      places = lcm(trained, steps, options.originalSteps);
      break;
  }
  for (double& place : places) place = std::clamp(place, 0.0, double(trained - 1));
  return places;
}

}  // namespace weft::sampling
