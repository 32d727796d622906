// Where in a sampling a time lies.
#pragma once

#include <string_view>
#include <vector>

#include <weft/sdk/denoiser.h>

namespace weft::guidance {

// The times that a denoiser is told when a sampling begins.
class Schedule {
 public:
  Schedule() = default;  // none was told
  explicit Schedule(const weft_denoiser_request& request);

  size_t steps() const { return m_times.size() < 2 ? 0 : m_times.size() - 1; }  // 0: none was told
  // The step that a time belongs to: the last one that begins there or above. Those above all belong to the first.
  size_t stepAt(double t) const;

 private:
  std::vector<double> m_times;
};

// A part of a sampling.
struct Interval {
  enum class Measure { Time, Share };
  Measure measure = Measure::Share;
  // Time: of the process, start >= t >= stop, both included. Share: of the steps, from floor(start steps) to before
  // floor(stop steps), as diffusers counts.
  double start = 0, stop = 1;

  // `measure`: "time" or "share". Failure for ends in the wrong order, and for shares beyond 0..1.
  static Interval checked(std::string_view measure, double start, double stop);
  bool isAlways() const { return measure == Measure::Share && start <= 0 && stop >= 1; }
  // Failure where a share is asked for and no schedule was told.
  bool contains(double t, const Schedule& schedule) const;
};

}  // namespace weft::guidance
