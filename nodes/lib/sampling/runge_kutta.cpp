#include "sampling/runge_kutta.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include <weft/sdk/host.h>

namespace weft::sampling {
namespace {

constexpr size_t stages = 7;  // the last is the first of the next step
constexpr int mostSteps = 100'000;

constexpr std::array<double, stages> nodes{0, 1. / 5, 3. / 10, 4. / 5, 8. / 9, 1, 1};
constexpr double weights[stages][stages - 1] = {
    {},
    {1. / 5},
    {3. / 40, 9. / 40},
    {44. / 45, -56. / 15, 32. / 9},
    {19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
    {9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
    {35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84},  // the result of order 5
};
// What the result of order 5 has beyond that of order 4.
constexpr std::array<double, stages> errorWeights{71. / 57600,      0,         -71. / 16695, 71. / 1920,
                                                  -17253. / 339200, 22. / 525, -1. / 40};

class Method {
 public:
  Method(const Slope& slope, const Tolerance& tolerance, std::vector<double>& y)
      : m_slope(slope), m_tolerance(tolerance), m_y(y), m_end(y.size()), m_slopes(stages) {
    for (auto& row : m_slopes) row.resize(y.size());
  }

  void begin(double u) { m_slope(u, m_y, m_slopes[0]); }

  // A first step whose error should be about the tolerance.
  double firstStep(double u, double way) {
    const double size = norm([&](size_t i) { return m_y[i]; });
    const double slope = norm([&](size_t i) { return m_slopes[0][i]; });
    const double guess = std::min(std::abs(way), size < 1e-5 || slope < 1e-5 ? 1e-6 : 0.01 * size / slope);
    for (size_t i = 0; i < m_y.size(); ++i) m_end[i] = m_y[i] + std::copysign(guess, way) * m_slopes[0][i];
    m_slope(u + std::copysign(guess, way), m_end, m_slopes[1]);
    const double bend = norm([&](size_t i) { return m_slopes[1][i] - m_slopes[0][i]; }) / guess;
    const double most = std::max(slope, bend);
    const double second = most <= 1e-15 ? std::max(1e-6, guess * 1e-3) : std::pow(0.01 / most, 1. / 5);
    return std::copysign(std::min({100 * guess, second, std::abs(way)}), way);
  }

  // Tries a step; its error in units of the tolerance.
  double attempt(double u, double step) {
    for (size_t stage = 1; stage < stages; ++stage) {
      for (size_t i = 0; i < m_y.size(); ++i) {
        double sum = 0;
        for (size_t k = 0; k < stage; ++k) sum += weights[stage][k] * m_slopes[k][i];
        m_end[i] = m_y[i] + step * sum;
      }
      m_slope(u + nodes[stage] * step, m_end, m_slopes[stage]);
    }
    return norm([&](size_t i) {
      double sum = 0;
      for (size_t k = 0; k < stages; ++k) sum += errorWeights[k] * m_slopes[k][i];
      return step * sum;
    });
  }
  void accept() {
    m_y.swap(m_end);
    m_slopes.front().swap(m_slopes.back());
  }

 private:
  template <class Element>
  double norm(Element&& element) const {
    double squares = 0;
    for (size_t i = 0; i < m_y.size(); ++i) {
      const double share =
          element(i) / (m_tolerance.atol + m_tolerance.rtol * std::max(std::abs(m_y[i]), std::abs(m_end[i])));
      squares += share * share;
    }
    return std::sqrt(squares / double(std::max<size_t>(1, m_y.size())));
  }

  const Slope& m_slope;
  const Tolerance m_tolerance;
  std::vector<double>& m_y;
  std::vector<double> m_end;
  std::vector<std::vector<double>> m_slopes;
};

}  // namespace

void integrate(const Slope& slope, double from, double to, std::vector<double>& y, const Tolerance& tolerance,
               const ReportWay& report) {
  if (from == to) return;
  Method method(slope, tolerance, y);
  method.begin(from);
  double u = from, step = method.firstStep(from, to - from);
  for (int i = 0; i < mostSteps; ++i) {
    const bool last = std::abs(step) >= std::abs(to - u);
    if (last) step = to - u;
    const double error = method.attempt(u, step);
    if (!std::isfinite(error) && std::abs(step) < 1e-9 * std::abs(to - from))
      throw Failure("the slope of the equation is not finite; the denoiser answers with infinite or undefined numbers",
                    WEFT_ERROR_INVALID_ARGUMENT);
    if (error <= 1) {
      method.accept();
      u = last ? to : u + step;
      if (report) report((u - from) / (to - from));
      if (last) return;
    }
    step *= std::isfinite(error) ? std::clamp(0.9 * std::pow(error, -1. / 5), 0.2, error <= 1 ? 10.0 : 1.0) : 0.1;
  }
  throw Failure("the equation is not solved after " + std::to_string(mostSteps) + " steps; allow a larger error");
}

}  // namespace weft::sampling
