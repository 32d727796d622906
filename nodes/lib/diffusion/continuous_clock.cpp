// Clocks of variance-preserving processes that were trained on all times. They are written with the decay
//   B(u) = -log alpha-bar(u), sigma^2 = e^B - 1,
// which keeps its digits at both ends, where alpha-bar is nearly 1 or 0.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <string>

#include "diffusion/clock.h"

namespace weft::diffusion {
namespace {

class DecayClock : public Clock {
 public:
  // Once, by the maker. sqrt(alpha-bar) loses what it has at step 1 and is stretched to what it was at step 0.
  void makeTerminalZero() {
    m_firstDecay = decayAt(0);
    m_stretch = -std::exp(-m_firstDecay / 2) / std::expm1((m_firstDecay - decayAt(1)) / 2);
  }

  double timeOf(double step) const override {
    const double u = step > 0 ? std::min(step, 1.0) : 0;
    if (!m_stretch) return std::sqrt(std::expm1(decayAt(u)));
    if (u == 1) return std::numeric_limits<double>::infinity();
    const double missing = firstMissing() - std::expm1((m_firstDecay - decayAt(u)) / 2) * *m_stretch;
    return std::sqrt(missing * (2 - missing)) / (1 - missing);  // missing: 1 - sqrt(alpha-bar)
  }
  double stepOf(double sigma) const override {
    if (!(sigma > 0)) return 0;
    if (std::isinf(sigma)) return lastStep();
    return std::clamp(stepAt(decayOf(sigma)), 0.0, 1.0);
  }
  double lastStep() const override { return 1; }

 protected:
  virtual double decayAt(double step) const = 0;  // rising, of 0 to 1
  virtual double stepAt(double decay) const = 0;  // of a decay from 0 on; beyond the ends: anything beyond 0 and 1

 private:
  double firstMissing() const { return -std::expm1(-m_firstDecay / 2); }
  double decayOf(double sigma) const {
    if (!m_stretch) return sigma < 1e100 ? std::log1p(sigma * sigma) : 2 * std::log(sigma);
    const double length = std::hypot(1, sigma);
    const double missing = sigma / length * (sigma / (length + 1));  // 1 - 1 / length, without a difference
    return m_firstDecay - 2 * std::log1p((firstMissing() - missing) / *m_stretch);
  }

  double m_firstDecay = 0;
  std::optional<double> m_stretch;  // where the terminal is zero
};

class LinearBetas : public DecayClock {
 public:
  LinearBetas(double least, double most) : m_least(least), m_rise(most - least) {}

 private:
  double decayAt(double u) const override { return (m_least + m_rise * u / 2) * u; }
  double stepAt(double decay) const override {
    return 2 * decay / (m_least + std::sqrt(m_least * m_least + 2 * m_rise * decay));
  }
  double m_least, m_rise;
};

class ScaledLinearBetas : public DecayClock {
 public:
  ScaledLinearBetas(double least, double most) : m_root(std::sqrt(least)), m_rise(std::sqrt(most) - m_root) {}

 private:
  // The integral of (root + rise u)^2; its inverse without the difference of two cubes.
  double decayAt(double u) const override { return u * (m_root * m_root + m_rise * u * (m_root + m_rise * u / 3)); }
  double stepAt(double decay) const override {
    const double root = std::cbrt(m_root * m_root * m_root + 3 * m_rise * decay);
    return 3 * decay / (root * root + root * m_root + m_root * m_root);
  }
  double m_root, m_rise;
};

class CosineAlphas : public DecayClock {
 public:
  explicit CosineAlphas(double s) : m_s(s), m_first(decayOfAngle(angle(0))) {}

 private:
  double angle(double u) const { return (u + m_s) / (1 + m_s) * (std::numbers::pi / 2); }
  static double decayOfAngle(double angle) { return -std::log1p(-std::sin(angle) * std::sin(angle)); }
  double decayAt(double u) const override { return u == 1 ? HUGE_VAL : decayOfAngle(angle(u)) - m_first; }
  double stepAt(double decay) const override {
    const double angle = std::atan(std::sqrt(std::expm1(decay + m_first)));
    return angle / (std::numbers::pi / 2) * (1 + m_s) - m_s;
  }
  double m_s, m_first;
};

class LinearLogSnr : public DecayClock {
 public:
  LinearLogSnr(double most, double least) : m_most(most), m_fall(most - least) {}

 private:
  double decayAt(double u) const override { return std::log1p(std::exp(-(m_most - m_fall * u))); }
  double stepAt(double decay) const override { return (m_most + std::log(std::expm1(decay))) / m_fall; }
  double m_most, m_fall;
};

Error wrong(const std::string& message) { return makeError(ErrorCode::InvalidArgument, message); }

template <class Betas>
Result<ClockRef> makeBetas(double least, double most, bool zeroTerminal) {
  if (!(least > 0 && least <= most && most <= 1e6))
    return wrong("beta_min is " + std::to_string(least) + " and beta_max " + std::to_string(most) +
                 "; wanted 0 < beta_min <= beta_max <= 1e6");
  const auto clock = std::make_shared<Betas>(least, most);
  if (zeroTerminal) clock->makeTerminalZero();
  return ClockRef(clock);
}

}  // namespace

Result<ClockRef> linearBetas(double betaMin, double betaMax, bool zeroTerminal) {
  return makeBetas<LinearBetas>(betaMin, betaMax, zeroTerminal);
}

Result<ClockRef> scaledLinearBetas(double betaMin, double betaMax, bool zeroTerminal) {
  return makeBetas<ScaledLinearBetas>(betaMin, betaMax, zeroTerminal);
}

Result<ClockRef> cosineAlphas(double s) {
  if (!(s >= 0 && s < 1)) return wrong("s is " + std::to_string(s) + "; wanted 0 to below 1");
  return ClockRef(std::make_shared<CosineAlphas>(s));
}

Result<ClockRef> linearLogSnr(double logSnrMax, double logSnrMin, bool zeroTerminal) {
  if (!(logSnrMin < logSnrMax && logSnrMax <= 600 && logSnrMin >= -600))
    return wrong("the log-SNR goes from " + std::to_string(logSnrMax) + " to " + std::to_string(logSnrMin) +
                 "; wanted it to fall, within 600 and -600");
  const auto clock = std::make_shared<LinearLogSnr>(logSnrMax, logSnrMin);
  if (zeroTerminal) clock->makeTerminalZero();
  return ClockRef(clock);
}

}  // namespace weft::diffusion
