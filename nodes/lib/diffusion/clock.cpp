#include "diffusion/clock.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include "diffusion/flow_shift.h"
#include "diffusion/process.h"

namespace weft::diffusion {
namespace {

Error wrong(const std::string& message) { return makeError(ErrorCode::InvalidArgument, message); }

// Between 0 and `last`; NaN counts as 0.
double within(double step, double last) { return step > 0 ? std::min(step, last) : 0; }

class TrainedSteps : public Clock {
 public:
  TrainedSteps(std::vector<double> times, Interpolation interpolation)
      : m_times(std::move(times)), m_isLog(interpolation == Interpolation::LogLinear) {
    for (const double time : m_times) m_marks.push_back(markOf(time));
    if (std::isinf(m_times.back())) {
      const double before = m_times.size() > 1 ? m_times[m_times.size() - 2] : 0;
      m_marks.back() = markOf(before < 1 / leastSignal ? 1 / leastSignal : 2 * before);
    }
  }

  double timeOf(double step) const override {
    const double at = within(step, lastStep());
    const auto low = static_cast<size_t>(at);
    const double part = at - double(low);
    if (part == 0) return m_times[low];
    const double mark = m_marks[low] + part * (m_marks[low + 1] - m_marks[low]);
    return m_isLog ? std::exp(mark) : mark;
  }
  double stepOf(double time) const override {
    const double mark = markOf(std::max(time, 0.0));
    const auto above = std::upper_bound(m_marks.begin(), m_marks.end(), mark);
    if (above == m_marks.begin()) return 0;
    if (above == m_marks.end()) return lastStep();
    const double low = above[-1], high = above[0];
    return double(above - m_marks.begin() - 1) + (mark - low) / (high - low);
  }
  double lastStep() const override { return double(m_times.size() - 1); }
  std::span<const double> times() const override { return m_times; }

 private:
  double markOf(double time) const { return m_isLog ? std::log(time) : time; }

  std::vector<double> m_times, m_marks;  // between marks it is linear
  bool m_isLog;
};

class GeometricSigmas : public Clock {
 public:
  GeometricSigmas(double least, double most) : m_least(least), m_most(most) {}
  double timeOf(double step) const override {
    const double at = within(step, 1);
    return at == 1 ? m_most : m_least * std::pow(m_most / m_least, at);
  }
  double stepOf(double sigma) const override {
    return std::log(std::clamp(sigma, m_least, m_most) / m_least) / std::log(m_most / m_least);
  }
  double lastStep() const override { return 1; }

 private:
  double m_least, m_most;
};

class QuarterLogSigmas : public Clock {
 public:
  QuarterLogSigmas(double least, double most) : m_least(least), m_most(most) {}
  double timeOf(double step) const override {
    return step >= lastStep() ? m_most : std::max(std::exp(4 * step), m_least);
  }
  double stepOf(double sigma) const override { return std::log(std::clamp(sigma, m_least, m_most)) / 4; }
  double lastStep() const override { return std::log(m_most) / 4; }

 private:
  double m_least, m_most;
};

class ShiftedFlow : public Clock {
 public:
  explicit ShiftedFlow(double shift) : m_shift(shift) {}
  double timeOf(double step) const override { return shifted(step, m_shift); }
  double stepOf(double time) const override { return shifted(time, 1 / m_shift); }
  double lastStep() const override { return 1; }

 private:
  static double shifted(double time, double shift) {
    const double at = within(time, 1);
    return at == 1 ? 1 : shiftTime(at, shift);  // the quotient may round to a neighbour
  }
  double m_shift;
};

class LogitNormalFlow : public Clock {
 public:
  LogitNormalFlow(double mean, double deviation) : m_mean(mean), m_deviation(deviation) {}
  double timeOf(double step) const override {
    const double at = within(step, 1);
    if (at == 0 || at == 1) return at;
    return 1 / (1 + std::exp(-(m_mean + m_deviation * normalQuantile(at))));
  }
  double stepOf(double time) const override {
    const double at = within(time, 1);
    if (at == 0 || at == 1) return at;
    return shareBelow((std::log(at / (1 - at)) - m_mean) / m_deviation);
  }
  double lastStep() const override { return 1; }

 private:
  static double shareBelow(double normal) { return std::erfc(-normal / std::numbers::sqrt2) / 2; }
  // In the lower half, where a share has all its digits.
  static double normalQuantile(double share) {
    if (share > 0.5) return -normalQuantile(1 - share);
    double low = -40, high = 0;
    while (true) {
      const double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) return middle;
      (shareBelow(middle) < share ? low : high) = middle;
    }
  }
  double m_mean, m_deviation;
};

Result<void> checkSigmas(double sigmaMin, double sigmaMax) {
  if (sigmaMin > 0 && sigmaMin < sigmaMax && std::isfinite(sigmaMax)) return {};
  return wrong("sigma_min is " + std::to_string(sigmaMin) + " and sigma_max " + std::to_string(sigmaMax) +
               "; wanted 0 < sigma_min < sigma_max");
}

}  // namespace

Result<ClockRef> trainedSteps(std::vector<double> times, Interpolation interpolation) {
  if (times.empty()) return wrong("there are no trained steps; wanted one or more");
  for (size_t i = 0; i < times.size(); ++i) {
    const bool isLast = i + 1 == times.size();
    if (!(times[i] > (i > 0 ? times[i - 1] : 0.0)) || (std::isinf(times[i]) && !isLast))
      return wrong("the time of trained step " + std::to_string(i) + " is " + std::to_string(times[i]) +
                   "; wanted more than 0, and more than that of the step before");
  }
  return ClockRef(std::make_shared<TrainedSteps>(std::move(times), interpolation));
}

Result<ClockRef> trainedAlphas(const std::vector<double>& alphasCumprod, Interpolation interpolation) {
  std::vector<double> sigmas;
  for (const double alphaBar : alphasCumprod) {
    if (!(alphaBar >= 0 && alphaBar < 1))
      return wrong("alpha-bar of trained step " + std::to_string(sigmas.size()) + " is " + std::to_string(alphaBar) +
                   "; wanted 0 or more and less than 1");
    sigmas.push_back(sigmaOfAlphaBar(alphaBar));
  }
  return trainedSteps(std::move(sigmas), interpolation);
}

Result<ClockRef> geometricSigmas(double sigmaMin, double sigmaMax) {
  if (auto checked = checkSigmas(sigmaMin, sigmaMax); !checked) return checked.error();
  return ClockRef(std::make_shared<GeometricSigmas>(sigmaMin, sigmaMax));
}

Result<ClockRef> quarterLogSigmas(double sigmaMin, double sigmaMax) {
  if (auto checked = checkSigmas(sigmaMin, sigmaMax); !checked) return checked.error();
  return ClockRef(std::make_shared<QuarterLogSigmas>(sigmaMin, sigmaMax));
}

Result<ClockRef> shiftedFlow(double shift) {
  if (!(shift > 0 && std::isfinite(shift))) return wrong("shift is " + std::to_string(shift) + "; wanted more than 0");
  return ClockRef(std::make_shared<ShiftedFlow>(shift));
}

Result<ClockRef> logitNormalFlow(double mean, double deviation) {
  if (!(std::abs(mean) <= 100 && deviation > 0 && deviation <= 100))
    return wrong("logit_mean is " + std::to_string(mean) + " and logit_std " + std::to_string(deviation) +
                 "; wanted a mean within 100 of 0, and a deviation above 0, at most 100");
  return ClockRef(std::make_shared<LogitNormalFlow>(mean, deviation));
}

}  // namespace weft::diffusion
