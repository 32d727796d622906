// The steps that a model was trained on, as schedules count them: from 0, with the least noise.
#pragma once

#include <weft/abi/interface/denoiser.h>

#include <span>

#include "diffusion/clock.h"
#include "diffusion/flow_shift.h"
#include "sampling/schedules/curves.h"

namespace weft::sampling {

// sigma_min and sigma_max of a schedule for a model (may be absent): what is typed in, or where that is 0 the model's
// own. A model that works down to 0 has 0.002 there, a rectified flow the first of 1000 steps; what works without end
// has 4096. Failure, with the name of the number, where it is not known or they are the wrong way round.
SigmaRange sigmaRangeOf(const weft_denoiser_info* model, double typedMin, double typedMax);

class TrainedSteps {
 public:
  // Of a model that was trained on all times: 1000 steps, as those have which take their schedules from discrete ones:
  // evenly for a rectified flow, evenly in log sigma for others. `shift` is that of a rectified flow
  // (diffusion/flow_shift.h), and does not count for others.
  explicit TrainedSteps(const weft_denoiser_info& model, double shift = 1);

  std::span<const double> times() const { return m_logarithmic->times(); }  // rising; the last may be infinite
  int64_t count() const { return int64_t(times().size()); }
  // The time of a step, or between two of them: evenly in log sigma. Steps beyond the ends are the ends.
  double timeOf(double step) const { return m_logarithmic->timeOf(step); }
  double stepOf(double time) const { return m_logarithmic->stepOf(time); }
  // The same, evenly in sigma.
  double timeBetween(double step) const { return m_linear->timeOf(step); }
  bool isFlow() const { return m_flow; }
  double shifted(double time) const { return diffusion::shiftTime(time, m_shift); }

 private:
  bool m_flow;
  double m_shift;
  diffusion::ClockRef m_logarithmic, m_linear;
};

}  // namespace weft::sampling
