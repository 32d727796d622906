// Data whose every answer is known: a mixture of Gaussians, seen through the noise of any process.
//
//   x ~ sum of w_k N(m_k, S_k),  x_t = a x + b z  =>  x_t ~ sum of w_k N(a m_k, V_k),  V_k = a^2 S_k + b^2 I,
//   E[x | x_t] = sum of p_k (m_k + a S_k V_k^-1 (x_t - a m_k)),  p_k = p(k | x_t).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <weft/base/result.h>

namespace weft::diffusion {

struct GaussianComponent {
  double weight = 1;               // relative to the others; 0 or more
  std::vector<double> mean;        // C numbers
  std::vector<double> covariance;  // C * C, row by row; symmetric, no eigenvalue below 0
};

// Immutable. Any thread.
class GaussianMixture {
 public:
  // InvalidArgument where the components do not fit the conditions or each other, or no weight is above 0.
  static Result<GaussianMixture> make(std::vector<GaussianComponent> components);

  size_t size() const { return m_components.size(); }
  size_t dimensions() const { return m_components.front().mean.size(); }
  // As they were given, with weights that add up to 1.
  const std::vector<GaussianComponent>& components() const { return m_components; }
  // The same with other weights, one a component.
  Result<GaussianMixture> withWeights(std::span<const double> weights) const;

 private:
  friend class NoisyMixture;
  // S_k = sum over i of variance[i] axis_i axis_i^T.
  struct Spectrum {
    std::vector<double> variances, axes;  // axis i lies in [i * C, (i + 1) * C)
  };

  std::vector<GaussianComponent> m_components;
  std::vector<Spectrum> m_spectra;
};

// The mixture at one amount of noise. Functions take and fill C numbers; they use memory of the object: one thread at a
// time.
class NoisyMixture {
 public:
  // Of x_t = a x + b z. Where b = 0, x_t is a x, whatever the mixture.
  NoisyMixture(const GaussianMixture& mixture, double a, double b);

  // E[x | x_t].
  void estimate(std::span<const double> noisy, std::span<double> out);
  // The product of a cotangent with the Jacobian of E[x | x_t] in x_t.
  void pullBack(std::span<const double> noisy, std::span<const double> cotangent, std::span<double> out);
  // log p(x_t), in nats. b > 0, or no component without extent.
  double logDensity(std::span<const double> noisy);

 private:
  struct Part {
    std::vector<double> center;             // a m
    const std::vector<double>*mean, *axes;  // of the mixture
    std::vector<double> gains, precisions;  // along each axis: a s / v, 1 / v with v = a^2 s + b^2
    double logWeight;                       // of the component and of its Gaussian's factor
    double share = 0;                       // p_k
    std::vector<double> estimate, slope;    // E[x | x_t, k]; d log p(x_t | k) / dx_t
  };
  double explain(std::span<const double> noisy);  // fills in what depends on x_t; answers with log p(x_t)

  double m_clean;  // 1 / a where b = 0, else 0
  std::vector<Part> m_parts;
};

}  // namespace weft::diffusion
