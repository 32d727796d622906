#include "diffusion/process.h"

#include <cmath>

#include "diffusion/clock.h"

namespace weft::diffusion {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

double sigmaOf(const Coefficients& c) { return c.a > 0 ? c.b / c.a : infinity; }

double logSnrOf(const Coefficients& c) { return -2 * std::log(sigmaOf(c)); }

double alphaBarOf(const Coefficients& c) {
  const double share = c.a / std::hypot(c.a, c.b);
  return share * share;
}

double sigmaOfLogSnr(double logSnr) { return std::exp(-logSnr / 2); }

double sigmaOfAlphaBar(double alphaBar) { return std::sqrt((1 - alphaBar) / alphaBar); }

Coefficients Process::at(double time) const {
  switch (m_kind) {
    case ProcessKind::VariancePreserving: {
      const double a = 1 / std::hypot(1, time);
      const double b = std::isinf(time) ? 1 : time * a;
      return {a, b, -b * a * a, a * a * a};
    }
    case ProcessKind::VarianceExploding:
      return {1, time, 0, 1};
    case ProcessKind::RectifiedFlow:
      return {1 - time, time, -1, 1};
  }
  return {};
}

double Process::timeOfSigma(double sigma) const {
  if (m_kind != ProcessKind::RectifiedFlow) return sigma;
  return std::isinf(sigma) ? 1 : sigma / (1 + sigma);
}

double Process::lastTime() const {
  if (m_clock) return m_clock->timeOf(m_clock->lastStep());
  return m_kind == ProcessKind::RectifiedFlow ? 1 : infinity;
}

double Process::stepOf(double time) const { return m_clock ? m_clock->stepOf(time) : time; }
double Process::timeOfStep(double step) const { return m_clock ? m_clock->timeOf(step) : step; }
std::span<const double> Process::stepTimes() const { return m_clock ? m_clock->times() : std::span<const double>(); }

}  // namespace weft::diffusion
