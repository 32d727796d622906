// What exponential integrators compute with: DPM-Solver, DPM-Solver++, UniPC, DEIS, SA-Solver, SEEDS, RES.
//
// In half log-SNR, lambda = log(a / b), the linear part of the equations of diffusion has a closed solution, and what
// is left to integrate is the denoiser's answer alone (Lu et al., DPM-Solver, 2022, proposition 3.1; DPM-Solver++,
// 2022, proposition 4.1; Xue et al., SA-Solver, 2023, proposition 4.2). With h = lambda_t - lambda_s > 0 and tau the
// share of the reverse-time SDE (0: the probability-flow equation; 1: the SDE of Song et al.)
//   x_t = b_t/b_s e^(-tau^2 h) x_s + (1 + tau^2) a_t int_0^h e^(-(1 + tau^2)(h - u)) x0(lambda_s + u) du
//         + b_t sqrt(1 - e^(-2 tau^2 h)) z                              integrating the estimate of the data,
//   x_t = a_t/a_s x_s - (1 + tau^2) b_t int_0^h e^(h - u) eps(lambda_s + u) du
//         + tau b_t sqrt(e^(2h) - 1) z                                  integrating the estimate of the noise.
#pragma once

#include <span>
#include <vector>

#include "sampling/model.h"

namespace weft::sampling {

// phi_k(z) = int_0^1 e^((1 - r) z) r^(k-1) / (k-1)! dr, for k from 1; phi_0(z) = e^z. Exact to rounding for any finite
// z.
double phi(int k, double z);

// A time as the formulas know it. Where a process starts from noise alone, a = 0, lambda has to be finite for what
// interpolates in it: `signal` then stands for a, as in diffusers 2^-12 (leastSignal), or 1e-6 of a rectified flow.
struct Instant {
  double a, b;
  double signal;  // a, but not that low
  double lambda;  // log(signal / b); infinite at b = 0
};
Instant instantOf(const Model& model, double t);
// In the frame of k-diffusion's samplers. The same, but for rectified flows, which it takes for a = 1, b = t.
Instant frameInstantOf(const Model& model, double t);

enum class Integrand { Data, Noise };
// What is integrated: x0 itself, or (x - a x0) / b.
Tensor integrandOf(Integrand kind, const Instant& at, const Tensor& x, const Tensor& x0);

// The factors of one step from s to t. A step that ends without noise (b = 0) is taken by order 1: it has the limits of
// keep, weight(0) and noise, and of nothing else. With Integrand::Noise a step that ends so, or that starts from noise
// alone, is one of the equation without noise, whatever tau is: noise that comes last would stay, and there is no limit
// of noise that is added to noise alone.
class ExponentialStep {
 public:
  ExponentialStep(const Instant& from, const Instant& to, double tauSquared = 0, Integrand kind = Integrand::Data);

  double length() const { return m_h; }             // in lambda
  double position(double lambda) const;             // 0 where the step starts, 1 where it ends
  double rate() const { return 1 + m_tauSquared; }  // 1 + tau^2
  const Instant& end() const { return m_to; }
  double keep() const;         // of x_s
  double weight(int n) const;  // of h^n times the n-th derivative in lambda at s
  double noise() const;        // of z

 private:
  Instant m_from, m_to;
  double m_tauSquared;
  bool m_data;
  double m_h, m_ratio;  // ratio = e^-h, 0 where a step starts from noise alone or ends without
};

// Of the second-order term: midpoint takes half of the first one's weight, heun the integral itself. They differ by
// O(h^3) in the result.
enum class SecondOrder { Midpoint, Heun };
double slopeWeight(const ExponentialStep& step, SecondOrder kind);

// Factors of the estimates, newest first, of a step that starts at the newest: by divided differences, as DPM-Solver's
// multistep methods write it. One to three estimates. `curvature` is the weight of the second difference D2, which is
// half of h^2 times the second derivative; the published third-order methods give it weight(2), not twice that.
std::vector<double> differenceWeights(const ExponentialStep& step, std::span<const double> lambdas, SecondOrder kind,
                                      double curvature);

// Factors of estimates at any lambdas: the integral of the polynomial through them (Adams' methods; Zhao et al., UniPC,
// 2023, theorem 3.1; Zhang and Chen, DEIS, 2023, equation 15 in log rho; SA-Solver, equation 14).
std::vector<double> adamsWeights(const ExponentialStep& step, std::span<const double> lambdas);

}  // namespace weft::sampling
