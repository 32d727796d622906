#include "sampling/probability_flow.h"

#include <algorithm>
#include <cmath>

namespace weft::sampling {

ProbabilityFlow::Place ProbabilityFlow::at(double u, std::span<const double> y) const {
  const double t = m_model.timeOfSigma(std::exp(u));
  const Frame frame = m_model.frameAt(t);
  std::vector<double> x(y.begin(), y.end());
  for (double& number : x) number *= frame.scale;
  return {t, frame, tensorLike(m_like, x)};
}

void ProbabilityFlow::slope(std::span<const double> y, const Tensor& x0, std::span<double> out) {
  const std::vector<double> estimate = numbersOf(x0);
  for (size_t i = 0; i < out.size(); ++i) out[i] = y[i] - estimate[i];
}

std::vector<double> ProbabilityFlow::coordinates(const Tensor& x, const Frame& frame) {
  std::vector<double> y = numbersOf(x);
  for (double& number : y) number /= frame.scale;
  return y;
}

double ProbabilityFlow::lowest(double wanted) const {
  const weft_denoiser_info& info = m_model.info();
  const double trained = info.step_count > 0 ? info.step_times[0] : info.t_minimum;
  return std::max(wanted, m_model.frameAt(trained).sigma);
}

}  // namespace weft::sampling
