#include "guidance/schedule.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace weft::guidance {
namespace {

constexpr double slack = 1e-9;  // relative: times are handed on as they are, or after one multiplication

}  // namespace

Schedule::Schedule(const weft_denoiser_request& request) {
  if (request.sigmas) m_times = Tensor(Value::borrow(request.sigmas)).copyAs<double>();
}

size_t Schedule::stepAt(double t) const {
  size_t step = 0;
  while (step + 1 < steps() && m_times[step + 1] >= t * (1 - slack)) ++step;
  return step;
}

Interval Interval::checked(std::string_view measure, double start, double stop) {
  const auto ends = "start is " + std::to_string(start) + " and the end " + std::to_string(stop);
  if (measure == "time") {
    if (!(start >= stop)) throw Failure(ends + "; the end must not be above start, since time falls while sampling");
    return {Measure::Time, start, stop};
  }
  if (measure != "share") throw Failure("\"" + std::string(measure) + "\" is no measure; there are time and share");
  if (!(start >= 0 && stop <= 1 && start <= stop))
    throw Failure(ends + "; shares of the steps go from 0 to 1, and the end must not be before start");
  return {Measure::Share, start, stop};
}

bool Interval::contains(double t, const Schedule& schedule) const {
  if (measure == Measure::Time) return t <= start && t >= stop;
  if (isAlways()) return true;
  if (schedule.steps() == 0)
    throw Failure("guidance in a part of the steps needs the schedule, which is not known here; give times instead");
  const auto steps = double(schedule.steps()), step = double(schedule.stepAt(t));
  return std::floor(start * steps) <= step && step < std::floor(stop * steps);
}

}  // namespace weft::guidance
