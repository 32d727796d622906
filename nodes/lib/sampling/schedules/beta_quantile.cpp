#include "sampling/schedules/beta_quantile.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace weft::sampling {
namespace {

double logGamma(double x) {
  int sign = 0;
  return lgamma_r(x, &sign);  // std::lgamma leaves the sign in a global variable
}

double logBeta(double a, double b) { return logGamma(a) + logGamma(b) - logGamma(a + b); }

// The continued fraction of I_x(a, b) (Abramowitz and Stegun 26.5.8) by Lentz's method; converges fast for
// x < (a + 1) / (a + b + 2).
double fraction(double x, double a, double b) {
  constexpr double tiny = 1e-300;
  const auto safe = [](double value) { return std::abs(value) < tiny ? tiny : value; };
  double c = 1, d = 1 / safe(1 - (a + b) * x / (a + 1)), value = d;
  for (int m = 1; m < 10000; ++m) {
    for (const double factor : {m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                                -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))}) {
      d = 1 / safe(1 + factor * d);
      c = safe(1 + factor / c);
      value *= c * d;
    }
    if (std::abs(c * d - 1) < 1e-16) break;
  }
  return value;
}

// log I_x(a, b) at x = e^u, also where x itself is too small for a double.
double logProbability(double u, double a, double b) {
  const double x = std::exp(u);
  if (x >= 1) return 0;
  if (x < (a + 1) / (a + b + 2))
    return a * u + b * std::log1p(-x) - logBeta(a, b) - std::log(a) + std::log(fraction(x, a, b));
  const double rest = -std::expm1(u);
  return std::log1p(-std::exp(b * std::log(rest) + a * u - logBeta(a, b)) / b * fraction(rest, b, a));
}

// Newton's method in log x, where log I is nearly straight, kept between what is known to be below and above.
double quantile(double p, double a, double b) {
  const double wanted = std::log(p);
  double low = std::min((wanted + logBeta(a, b) + std::log(a)) / a, 0.0) - 60, high = 0;
  double u = std::log(a / (a + b));
  for (int i = 0; i < 200; ++i) {
    const double error = logProbability(u, a, b) - wanted;
    if (error == 0) break;
    (error < 0 ? low : high) = u;
    const double slope = std::exp(a * u + (b - 1) * std::log(-std::expm1(u)) - logBeta(a, b) - error - wanted);
    const double newton = u - error / slope;
    const double next = newton > low && newton < high ? newton : low + (high - low) / 2;
    const bool settled = std::abs(next - u) <= 1e-16 * std::max(1.0, std::abs(u));
    u = next;
    if (settled) break;
  }
  return std::exp(u);
}

}  // namespace

double betaProbability(double x, double a, double b) {
  if (x <= 0) return 0;
  return std::exp(logProbability(std::log(x), a, b));
}

double betaQuantile(double p, double a, double b) {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  if (p == 0.5 && a == b) return 0.5;  // exactly, for those who round it to a step
  if (p <= 0.5 || p <= betaProbability(0.5, a, b)) return quantile(p, a, b);
  return 1 - quantile(1 - p, b, a);
}

}  // namespace weft::sampling
