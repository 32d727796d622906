#include "sampling/solvers/edm_stochastic.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sampling/noise/noise_source.h"
#include "sampling/solver.h"

namespace weft::sampling {
namespace {

class EdmStochasticRun : public RememberingRun {
 public:
  EdmStochasticRun(const weft_solver_request& request, const Churn& churn, StepMethod method)
      : m_model(request), m_churn(churn), m_method(method), m_noise(m_model.seed(), m_model.noiseDrawn(), past) {
    const double steps = double(std::max<size_t>(m_model.times().size(), 2) - 1);
    m_gamma = std::min(m_churn.churn / steps, std::numbers::sqrt2 - 1);
  }

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    Tensor x(value);
    const double hat = raised(t);
    if (m_gamma > 0) x = noisier(x, t, hat);
    const Tensor x0 = m_model.x0(x, hat);
    return {m_method(m_model, hat, s, x, x0), x0};
  }

 private:
  // sigma = b / a grows by 1 + gamma, as far as the denoiser goes.
  double raised(double t) const {
    const auto c = m_model.at(t);
    const double sigma = m_model.frameAt(t).sigma;
    if (!(m_gamma > 0 && c.a > 0 && sigma >= m_churn.minimum && sigma <= m_churn.maximum)) return t;
    const double ratio = c.b / c.a * (1 + m_gamma);
    const double hat = m_model.timeOfSigma(m_model.isFlow() ? ratio / (1 + ratio) : ratio);
    return std::min(hat, m_model.info().t_maximum);
  }
  // Draws also where it adds nothing, as k-diffusion does.
  Tensor noisier(const Tensor& x, double t, double hat) {
    const Tensor noise = m_noise.draw(x);
    if (!(hat > t)) return x;
    const auto from = m_model.at(t), to = m_model.at(hat);
    const double shrink = to.a / from.a;
    const double added = std::sqrt(std::max(0.0, to.b * to.b - shrink * shrink * from.b * from.b));
    return combine({{shrink, x}, {m_churn.noise * added, noise}});
  }

  Model m_model;
  const Churn m_churn;
  const StepMethod m_method;
  double m_gamma;
  NoiseSource m_noise;
};

}  // namespace

std::unique_ptr<Object> makeEdmStochastic(const Churn& churn, StepMethod method) {
  const uint32_t order = method == eulerStep ? 1 : 2;
  const bool draws = churn.churn > 0 && churn.noise > 0;
  return makeSolver(
      {.order = order, .evaluations = order, .flags = draws ? uint32_t(WEFT_SOLVER_STOCHASTIC) : 0},
      [churn, method](const auto& request) { return std::make_unique<EdmStochasticRun>(request, churn, method); });
}

}  // namespace weft::sampling
