#include "sampling/solvers/exponential.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace weft::sampling {
namespace {

// The sum of z^j / (j + k)!, which is phi_k(z) without the cancellation of the recurrence.
double phiSeries(int k, double z) {
  double term = 1;
  for (int i = 2; i <= k; ++i) term /= i;
  double sum = 0;
  for (int j = 0; j < 24; ++j) {
    sum += term;
    term *= z / (j + k + 1);
  }
  return sum;
}

constexpr double leastFlowSignal = 1e-6;

Instant instantAt(double a, double b, double least) {
  const double signal = std::max(a, least);
  return {a, b, signal, b > 0 ? std::log(signal / b) : std::numeric_limits<double>::infinity()};
}

}  // namespace

double phi(int k, double z) {
  if (k > 0 && std::abs(z) < 2) return phiSeries(k, z);
  double value = std::exp(z), factorial = 1;
  for (int i = 1; i <= k; ++i) {
    value = (value - 1 / factorial) / z;
    factorial *= i;
  }
  return value;
}

Instant instantOf(const Model& model, double t) {
  const auto c = model.at(t);
  return instantAt(c.a, c.b, model.isFlow() ? leastFlowSignal : leastSignal);
}

Instant frameInstantOf(const Model& model, double t) {
  return model.isFlow() ? instantAt(1, model.frameAt(t).sigma, leastSignal) : instantOf(model, t);
}

Tensor integrandOf(Integrand kind, const Instant& at, const Tensor& x, const Tensor& x0) {
  return kind == Integrand::Data ? x0 : combine({{1 / at.b, x}, {-at.signal / at.b, x0}});
}

ExponentialStep::ExponentialStep(const Instant& from, const Instant& to, double tauSquared, Integrand kind)
    : m_from(from),
      m_to(to),
      m_tauSquared(to.b > 0 && (kind == Integrand::Data || from.a > 0) ? tauSquared : 0),
      m_data(kind == Integrand::Data),
      m_h(to.lambda - from.lambda),
      m_ratio((m_data ? from.a : from.signal) * to.b / (to.a * from.b)) {}

double ExponentialStep::position(double lambda) const { return (lambda - m_from.lambda) / m_h; }

double ExponentialStep::keep() const {
  if (!m_data) return m_to.a / m_from.signal;
  return m_to.b / m_from.b * std::pow(m_ratio, m_tauSquared);
}

double ExponentialStep::weight(int n) const {
  if (m_data) {
    if (n == 0) return m_to.a * (1 - std::pow(m_ratio, rate()));
    return m_to.a * rate() * m_h * phi(n + 1, -rate() * m_h);
  }
  if (n == 0) return rate() * (m_to.b - m_from.b * m_to.a / m_from.signal);
  return -rate() * m_to.b * m_h * phi(n + 1, m_h);
}

double ExponentialStep::noise() const {
  if (m_tauSquared == 0) return 0;
  if (m_data) return m_to.b * std::sqrt(1 - std::pow(m_ratio, 2 * m_tauSquared));
  return m_to.b * std::sqrt(m_tauSquared * std::expm1(2 * m_h));
}

double slopeWeight(const ExponentialStep& step, SecondOrder kind) {
  return kind == SecondOrder::Midpoint ? step.weight(0) / 2 : step.weight(1);
}

std::vector<double> differenceWeights(const ExponentialStep& step, std::span<const double> lambdas, SecondOrder kind,
                                      double curvature) {
  const double first = step.weight(0);
  if (lambdas.size() < 2) return {first};
  const double r0 = (lambdas[0] - lambdas[1]) / step.length();
  if (lambdas.size() < 3) {
    const double slope = slopeWeight(step, kind) / r0;
    return {first + slope, -slope};
  }
  // D1 = d0 + r0/(r0 + r1) (d0 - d1) and D2 = (d0 - d1)/(r0 + r1) of d0 = (m0 - m1)/r0 and d1 = (m1 - m2)/r1.
  const double r1 = (lambdas[1] - lambdas[2]) / step.length();
  const double slope = step.weight(1);
  const double bend = (slope * r0 + curvature) / (r0 + r1);
  const double d0 = (slope + bend) / r0, d1 = -bend / r1;
  return {first + d0, d1 - d0, -d1};
}

std::vector<double> adamsWeights(const ExponentialStep& step, std::span<const double> lambdas) {
  const size_t count = lambdas.size();
  std::vector<double> places(count), moments(count), weights(count);
  double factorial = 1;
  for (size_t i = 0; i < count; ++i) {
    places[i] = step.position(lambdas[i]);
    moments[i] = factorial * step.weight(int(i));  // the integral of the i-th power of the position
    factorial *= double(i + 1);
  }
  for (size_t j = 0; j < count; ++j) {
    std::vector<double> basis{1};  // of Lagrange, by rising powers
    for (size_t i = 0; i < count; ++i) {
      if (i == j) continue;
      const double scale = 1 / (places[j] - places[i]);
      basis.push_back(0);
      for (size_t power = basis.size(); power-- > 0;)
        basis[power] = scale * ((power > 0 ? basis[power - 1] : 0) - places[i] * basis[power]);
    }
    for (size_t power = 0; power < count; ++power) weights[j] += basis[power] * moments[power];
  }
  return weights;
}

}  // namespace weft::sampling
