#include "diffusion/gaussian_mixture.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <string>
#include <utility>

namespace weft::diffusion {
namespace {

Error wrong(size_t component, const std::string& message) {
  return makeError(ErrorCode::InvalidArgument, "component " + std::to_string(component) + " " + message);
}

// Eigenvalues of a symmetric matrix, in place of its diagonal, and its eigenvectors as rows of `axes`: the cyclic
// method of Jacobi (Golub & Van Loan, Matrix Computations, section 8.5), which is exact to rounding for matrices this
// small.
void diagonalise(std::vector<double>& matrix, std::vector<double>& axes, size_t n) {
  axes.assign(n * n, 0);
  for (size_t i = 0; i < n; ++i) axes[i * n + i] = 1;
  const auto turn = [n](std::vector<double>& m, size_t first, size_t second, size_t step, double c, double s) {
    for (size_t k = 0; k < n; ++k) {
      double &x = m[first + k * step], &y = m[second + k * step];
      const double turned = c * x - s * y;
      y = s * x + c * y;
      x = turned;
    }
  };
  for (int sweep = 0; sweep < 64; ++sweep) {
    bool isDiagonal = true;
    for (size_t p = 0; p < n; ++p) {
      for (size_t q = p + 1; q < n; ++q) {
        const double beside = matrix[p * n + q];
        if (std::abs(beside) <= 1e-300) continue;
        isDiagonal = false;
        const double theta = (matrix[q * n + q] - matrix[p * n + p]) / (2 * beside);
        const double tangent = std::copysign(1.0, theta) / (std::abs(theta) + std::hypot(1, theta));
        const double c = 1 / std::hypot(1, tangent), s = tangent * c;
        turn(matrix, p * n, q * n, 1, c, s);
        turn(matrix, p, q, n, c, s);
        turn(axes, p * n, q * n, 1, c, s);
        matrix[p * n + q] = matrix[q * n + p] = 0;
      }
    }
    if (isDiagonal) return;
  }
}

double dot(const double* a, const double* b, size_t n) { return std::inner_product(a, a + n, b, 0.0); }

}  // namespace

Result<GaussianMixture> GaussianMixture::make(std::vector<GaussianComponent> components) {
  if (components.empty()) return makeError(ErrorCode::InvalidArgument, "a mixture wants one component or more");
  const size_t n = components.front().mean.size();
  GaussianMixture mixture;
  double sum = 0;
  for (size_t k = 0; k < components.size(); ++k) {
    const auto& [weight, mean, covariance] = components[k];
    if (mean.size() != n || n == 0)
      return wrong(k, "has a mean of " + std::to_string(mean.size()) + " numbers; wanted " +
                          std::to_string(std::max<size_t>(n, 1)));
    if (covariance.size() != n * n)
      return wrong(
          k, "has a covariance of " + std::to_string(covariance.size()) + " numbers; wanted " + std::to_string(n * n));
    if (!(weight >= 0 && std::isfinite(weight))) return wrong(k, "has the weight " + std::to_string(weight));
    sum += weight;
    double greatest = 0;
    for (const double number : covariance) greatest = std::max(greatest, std::abs(number));
    for (size_t i = 0; i < n; ++i)
      for (size_t j = 0; j < i; ++j)
        if (!(std::abs(covariance[i * n + j] - covariance[j * n + i]) <= 1e-9 * greatest))
          return wrong(k, "has a covariance that is not symmetric");
    Spectrum spectrum;
    std::vector<double> matrix = covariance;
    diagonalise(matrix, spectrum.axes, n);
    for (size_t i = 0; i < n; ++i) {
      if (!(matrix[i * n + i] >= -1e-9 * greatest))
        return wrong(k, "has a covariance with an eigenvalue below 0: no data varies so");
      spectrum.variances.push_back(std::max(matrix[i * n + i], 0.0));
    }
    mixture.m_spectra.push_back(std::move(spectrum));
  }
  if (!(sum > 0)) return makeError(ErrorCode::InvalidArgument, "all weights are 0; one at least must be above");
  for (auto& component : components) component.weight /= sum;
  mixture.m_components = std::move(components);
  return mixture;
}

Result<GaussianMixture> GaussianMixture::withWeights(std::span<const double> weights) const {
  if (weights.size() != size())
    return makeError(ErrorCode::InvalidArgument, "there are " + std::to_string(weights.size()) + " weights for " +
                                                     std::to_string(size()) + " components");
  auto components = m_components;
  for (size_t k = 0; k < weights.size(); ++k) components[k].weight = weights[k];
  return make(std::move(components));
}

NoisyMixture::NoisyMixture(const GaussianMixture& mixture, double a, double b) : m_clean(b == 0 ? 1 / a : 0) {
  const size_t n = mixture.dimensions();
  for (size_t k = 0; k < mixture.size(); ++k) {
    const auto& component = mixture.m_components[k];
    if (component.weight == 0) continue;
    const auto& spectrum = mixture.m_spectra[k];
    Part part{{}, &component.mean, &spectrum.axes, {}, {}, std::log(component.weight), 0, {}, {}};
    for (const double number : component.mean) part.center.push_back(a * number);
    for (const double variance : spectrum.variances) {
      const double seen = a * a * variance + b * b;
      part.gains.push_back(a * variance / seen);
      part.precisions.push_back(1 / seen);
      part.logWeight -= 0.5 * std::log(2 * std::numbers::pi * seen);
    }
    part.estimate.resize(n);
    part.slope.resize(n);
    m_parts.push_back(std::move(part));
  }
}

double NoisyMixture::explain(std::span<const double> noisy) {
  const size_t n = noisy.size();
  double greatest = -std::numeric_limits<double>::infinity();
  for (Part& part : m_parts) {
    std::copy(part.mean->begin(), part.mean->end(), part.estimate.begin());
    std::fill(part.slope.begin(), part.slope.end(), 0.0);
    part.share = part.logWeight;
    for (size_t i = 0; i < n; ++i) {
      const double* axis = part.axes->data() + i * n;
      double along = 0;
      for (size_t j = 0; j < n; ++j) along += axis[j] * (noisy[j] - part.center[j]);
      const double pull = part.precisions[i] * along;
      part.share -= 0.5 * along * pull;
      for (size_t j = 0; j < n; ++j) {
        part.estimate[j] += part.gains[i] * along * axis[j];
        part.slope[j] -= pull * axis[j];
      }
    }
    greatest = std::max(greatest, part.share);
  }
  double sum = 0;
  for (Part& part : m_parts) sum += part.share = std::exp(part.share - greatest);
  for (Part& part : m_parts) part.share /= sum;
  return greatest + std::log(sum);
}

void NoisyMixture::estimate(std::span<const double> noisy, std::span<double> out) {
  if (m_clean > 0) {
    std::transform(noisy.begin(), noisy.end(), out.begin(), [this](double x) { return x * m_clean; });
    return;
  }
  explain(noisy);
  std::fill(out.begin(), out.end(), 0.0);
  for (const Part& part : m_parts)
    for (size_t j = 0; j < out.size(); ++j) out[j] += part.share * part.estimate[j];
}

// dE/dx_t = sum of p_k (dE_k/dx_t + E_k (slope_k - mean slope)^T), and each dE_k/dx_t is symmetric.
void NoisyMixture::pullBack(std::span<const double> noisy, std::span<const double> cotangent, std::span<double> out) {
  if (m_clean > 0) {
    std::transform(cotangent.begin(), cotangent.end(), out.begin(), [this](double x) { return x * m_clean; });
    return;
  }
  explain(noisy);
  const size_t n = noisy.size();
  double meanAlong = 0;
  for (const Part& part : m_parts) meanAlong += part.share * dot(part.estimate.data(), cotangent.data(), n);
  std::fill(out.begin(), out.end(), 0.0);
  for (const Part& part : m_parts) {
    const double along = dot(part.estimate.data(), cotangent.data(), n) - meanAlong;
    for (size_t j = 0; j < n; ++j) out[j] += part.share * along * part.slope[j];
    for (size_t i = 0; i < n; ++i) {
      const double* axis = part.axes->data() + i * n;
      const double factor = part.share * part.gains[i] * dot(axis, cotangent.data(), n);
      for (size_t j = 0; j < n; ++j) out[j] += factor * axis[j];
    }
  }
}

double NoisyMixture::logDensity(std::span<const double> noisy) { return explain(noisy); }

}  // namespace weft::diffusion
