// Mixtures of Gaussians in one or two dimensions, of which everything is known: what is under the noise, how likely a
// point is, and the flow of a single Gaussian.
#pragma once

#include <weft/abi/interface/denoiser.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace weft::test {

using Point = std::array<double, 2>;
struct Symmetric {  // [xx, xy; xy, yy]
  double xx = 0, xy = 0, yy = 0;
  double determinant() const { return xx * yy - xy * xy; }
  Point operator*(const Point& p) const { return {xx * p[0] + xy * p[1], xy * p[0] + yy * p[1]}; }
  Symmetric inverse() const {
    const double d = determinant();
    return {yy / d, -xy / d, xx / d};
  }
};

struct Component {
  double weight = 1;
  Point mean{};
  Symmetric covariance{};
};

struct Mixture {
  std::vector<Component> components;
  int dimensions = 2;  // 1: the second coordinate is 0 everywhere, and no part of any density
  int32_t process = WEFT_PROCESS_VARIANCE_EXPLODING;
  double last = 80;  // the denoiser's t_maximum; of a flow 1

  // Time is sigma, and t of a flow; derivatives in time.
  weft_coefficients at(double t) const {
    if (process == WEFT_PROCESS_VARIANCE_EXPLODING) return {1, t, 0, 1};
    if (process == WEFT_PROCESS_RECTIFIED_FLOW) return {1 - t, t, -1, 1};
    if (std::isinf(t)) return {0, 1, 0, 0};
    const double a = 1 / std::sqrt(1 + t * t);
    return {a, t * a, -t * a * a * a, a * a * a};
  }
  double timeMaximum() const { return process == WEFT_PROCESS_RECTIFIED_FLOW ? 1 : last; }

  // p_t, the mixture with means a m and covariances a^2 C + b^2, with all that does not depend on x.
  class Slice {
   public:
    Slice(const Mixture& mixture, const weft_coefficients& c) : m_dimensions(mixture.dimensions) {
      const double a2 = c.a * c.a, b2 = c.b * c.b;
      const bool one = m_dimensions == 1;
      for (const Component& part : mixture.components) {
        const Symmetric& s = part.covariance;
        const Symmetric noisy{a2 * s.xx + b2, a2 * s.xy, one ? 1 : a2 * s.yy + b2};
        const Symmetric inverse = noisy.inverse();
        const Point first = inverse * Point{s.xx, s.xy}, second = inverse * Point{s.xy, s.yy};
        const Point down = s * first, across = s * second;
        m_parts.push_back({std::log(part.weight) - 0.5 * std::log(noisy.determinant()) -
                               0.5 * m_dimensions * std::log(2 * std::numbers::pi),
                           {c.a * part.mean[0], c.a * part.mean[1]},
                           part.mean,
                           inverse,
                           {c.a * first[0], c.a * first[1]},
                           {c.a * second[0], c.a * second[1]},
                           {s.xx - a2 * down[0], s.xy - a2 * across[0], s.yy - a2 * across[1]}});
      }
    }
    // log of the component's weight times its density.
    double logShare(size_t component, const Point& x) const {
      const Part& part = m_parts[component];
      const Point offset{x[0] - part.center[0], x[1] - part.center[1]};
      const Point scaled = part.inverse * offset;
      return part.logFactor - 0.5 * (offset[0] * scaled[0] + offset[1] * scaled[1]);
    }
    size_t likeliest(const Point& x) const {
      size_t best = 0;
      for (size_t k = 1; k < m_parts.size(); ++k)
        if (logShare(k, x) > logShare(best, x)) best = k;
      return best;
    }
    double logDensity(const Point& x) const {
      const double most = logShare(likeliest(x), x);
      double sum = 0;
      for (size_t k = 0; k < m_parts.size(); ++k) sum += std::exp(logShare(k, x) - most);
      return most + std::log(sum);
    }
    // The mean of the sample given x, and its covariance where that is wanted.
    Point x0(const Point& x, Symmetric* covariance = nullptr) const {
      const double most = m_parts.size() > 1 ? logShare(likeliest(x), x) : 0;
      double sum = 0;
      Point mean{};
      Symmetric square{};
      for (size_t k = 0; k < m_parts.size(); ++k) {
        const Part& part = m_parts[k];
        const double weight = m_parts.size() > 1 ? std::exp(logShare(k, x) - most) : 1;
        const Point offset{x[0] - part.center[0], x[1] - part.center[1]};
        const Point m{part.mean[0] + part.first[0] * offset[0] + part.first[1] * offset[1],
                      part.mean[1] + part.second[0] * offset[0] + part.second[1] * offset[1]};
        sum += weight;
        mean[0] += weight * m[0], mean[1] += weight * m[1];
        square.xx += weight * (part.rest.xx + m[0] * m[0]);
        square.xy += weight * (part.rest.xy + m[0] * m[1]);
        square.yy += weight * (part.rest.yy + m[1] * m[1]);
      }
      mean[0] /= sum, mean[1] /= sum;
      if (covariance)
        *covariance = {square.xx / sum - mean[0] * mean[0], square.xy / sum - mean[0] * mean[1],
                       square.yy / sum - mean[1] * mean[1]};
      return mean;
    }

   private:
    struct Part {
      double logFactor;
      Point center, mean;   // a m and m
      Symmetric inverse;    // of a^2 C + b^2
      Point first, second;  // rows of a C (a^2 C + b^2)^-1
      Symmetric rest;       // covariance of the sample given x
    };
    int m_dimensions;
    std::vector<Part> m_parts;
  };

  // Along the probability-flow equation, by Runge and Kutta's classic method in y = x / scale over log sigma.
  Point flow(Point x, double t, double s, int steps = 2000) const {
    const bool straight = process == WEFT_PROCESS_RECTIFIED_FLOW;
    const auto scaleAt = [&](double sigma) { return straight ? 1 : at(sigma).a; };
    Point y{x[0] / scaleAt(t), x[1] / scaleAt(t)};
    const double h = std::log(s / t) / steps;
    const auto slope = [&](double u, const Point& at_) {
      const double sigma = std::exp(u), scale = scaleAt(sigma);
      const Point x0 = Slice(*this, at(sigma)).x0({at_[0] * scale, at_[1] * scale});
      return Point{at_[0] - x0[0], at_[1] - x0[1]};
    };
    const auto moved = [](const Point& p, double by, const Point& d) {
      return Point{p[0] + by * d[0], p[1] + by * d[1]};
    };
    for (int i = 0; i < steps; ++i) {
      const double u = std::log(t) + i * h;
      const Point k1 = slope(u, y), k2 = slope(u + h / 2, moved(y, h / 2, k1));
      const Point k3 = slope(u + h / 2, moved(y, h / 2, k2)), k4 = slope(u + h, moved(y, h, k3));
      for (int d = 0; d < 2; ++d) y[d] += h / 6 * (k1[d] + 2 * k2[d] + 2 * k3[d] + k4[d]);
    }
    return {y[0] * scaleAt(s), y[1] * scaleAt(s)};
  }
};

}  // namespace weft::test
