#include "sampling/solvers/langevin.h"

#include <cmath>

#include "sampling/history.h"
#include "sampling/model.h"
#include "sampling/noise/noise_source.h"
#include "sampling/solver.h"
#include "sampling/steps.h"

namespace weft::sampling {
namespace {

class LangevinRun : public RememberingRun {
 public:
  LangevinRun(const weft_solver_request& request, const LangevinOptions& options, bool annealed)
      : m_model(request),
        m_options(options),
        m_annealed(annealed),
        m_noise(request.seed, request.noise_drawn, past),
        m_last(m_model.times().back()) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x = settle(Tensor(value), t);
    const auto to = m_model.at(s);
    if (!(to.b > 0)) {
      const Tensor x0 = m_model.x0(x, t);
      return {m_options.denoise ? combine({{to.a, x0}}) : rescaled(x, t, s), x0};
    }
    if (!m_annealed) {
      const Tensor x0 = m_model.x0(x, t);
      return {eulerStep(m_model, t, s, x, x0), x0};
    }
    // Each level is settled at by the step that begins there; none begins at the last.
    const Tensor next = rescaled(x, t, s);
    return {s == m_last ? settle(next, s) : next, {}};
  }

 private:
  // x + alpha / 2 grad log p_t(x) + sqrt(alpha) z, with alpha = stepSize b^2 and grad log p_t = (a x0 - x) / b^2.
  Tensor settle(Tensor x, double t) {
    const auto c = m_model.at(t);
    const double half = m_options.stepSize / 2;
    for (int64_t i = 0; i < m_options.steps; ++i) {
      const Tensor x0 = m_model.x0(x, t);
      x = combine({{1 - half, x}, {half * c.a, x0}, {std::sqrt(m_options.stepSize) * c.b, m_noise.draw(x)}});
    }
    return x;
  }
  // What is known of the sample keeps its place, x / a; noise alone stays noise.
  Tensor rescaled(const Tensor& x, double t, double s) const {
    const auto from = m_model.at(t), to = m_model.at(s);
    return combine({{from.a < leastSignal ? to.b / from.b : to.a / from.a, x}});
  }

  Model m_model;
  LangevinOptions m_options;
  bool m_annealed;
  NoiseSource m_noise;
  double m_last;
};

std::unique_ptr<Object> make(const LangevinOptions& options, bool annealed) {
  return makeSolver({.order = 1, .evaluations = uint32_t(options.steps), .flags = WEFT_SOLVER_STOCHASTIC},
                    [=](const auto& request) { return std::make_unique<LangevinRun>(request, options, annealed); });
}

}  // namespace

std::unique_ptr<Object> makeLangevin(const LangevinOptions& options) { return make(options, false); }
std::unique_ptr<Object> makeAnnealedLangevin(const LangevinOptions& options) { return make(options, true); }

}  // namespace weft::sampling
