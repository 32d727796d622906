#include "sampling/solvers/sa_solver.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sampling/solver.h"
#include "sampling/solvers/exponential_run.h"

namespace weft::sampling {
namespace {

// Where a time lies in the training, from 0 (data) to 1 (noise): among the trained steps; of a flow its time; else the
// angle between data and noise, as a share of the right one.
double trainedShare(const Model& model, double t) {
  const auto& info = model.info();
  if (model.isFlow()) return model.frameAt(t).sigma;
  const auto c = model.at(t);
  if (info.step_count < 2) return std::atan2(c.b, c.a) / (std::numbers::pi / 2);
  const double *first = info.step_times, *last = first + info.step_count - 1;
  const double* above = std::clamp(std::lower_bound(first, last + 1, t), first + 1, last);
  const double low = std::log(above[-1]), high = std::log(*above);
  const double share = std::isfinite(high) ? std::clamp((std::log(t) - low) / (high - low), 0.0, 1.0) : t >= *above;
  return (double(above - 1 - first) + share) / double(info.step_count);
}

// Xue et al., SA-Solver, 2023, algorithm 1. past.tensors[0, 1] are the sample that the last step started from and its
// noise, past.numbers[0, 1] the order of the corrector that it wants and its tau.
class SaSolverRun : public ExponentialRun {
 public:
  SaSolverRun(const weft_solver_request& request, const SaSolverOptions& options)
      : ExponentialRun(request, 2), m_options(options) {}

  SolverStep step(const Value& value, double t, double s, uint64_t index) override {
    Tensor x(value);
    const Tensor x0 = m_model.x0(x, t);
    const Instant from = instantOf(m_model, t), to = instantOf(m_model, s);
    const bool corrects = remembered() > 0 && m_options.correctorOrder > 0 && hasSignal(timeOf(0));
    const size_t most = size_t(std::max({m_options.predictorOrder, m_options.correctorOrder, 1}));
    remember(integrandOf(m_options.integrand, from, x, x0), t, most);
    if (corrects) {
      const size_t order = std::min(size_t(std::max(past.numbers[0], 1.0)), remembered());
      const ExponentialStep last(instantOf(m_model, timeOf(1)), from, past.numbers[1] * past.numbers[1],
                                 m_options.integrand);
      x = advanced(past.tensors[0], last, order, past.tensors[1]);
    }

    const size_t left = stepCount() - std::min<size_t>(index, stepCount() - 1);
    size_t predictor = std::min(size_t(m_options.predictorOrder), remembered());
    size_t corrector = std::min(size_t(m_options.correctorOrder), remembered() + 1);
    if (m_options.lowerOrderFinal) {
      predictor = std::min(predictor, left);
      corrector = std::min(corrector, left + 1);
    }
    if (!(to.b > 0)) predictor = 1;
    const double tau = tauAt(t);
    const ExponentialStep step(from, to, tau * tau, m_options.integrand);
    past.tensors[0] = x;
    past.tensors[1] = m_options.tau > 0 ? m_noise.draw(x) : x;
    past.numbers[0] = double(corrector);
    past.numbers[1] = tau;
    return {advanced(x, step, predictor, past.tensors[1]), x0};
  }

 private:
  // In noise alone, all of the sample counts as noise, and there is nothing to correct.
  bool hasSignal(double t) const { return m_model.at(t).a > 0 || m_options.integrand == Integrand::Data; }
  double tauAt(double t) const {
    constexpr double rounding = 1e-6;  // of a trained step's time
    const double share = trainedShare(m_model, t);
    return share <= m_options.tauStart + rounding && share >= m_options.tauEnd - rounding ? m_options.tau : 0;
  }
  // With the newest estimates. Two of them get the weights of appendix D: the slope's is (1 + tau^2) h/2 of a_t.
  Tensor advanced(const Tensor& x, const ExponentialStep& step, size_t order, const Tensor& noise) const {
    const auto at = lambdas(order);
    std::vector<double> weights = adamsWeights(step, at);
    if (order == 2 && m_options.integrand == Integrand::Data) {
      const double slope =
          step.end().a * step.rate() * step.length() / 2 / (step.position(at[0]) - step.position(at[1]));
      const double constant = step.weight(0);
      weights =
          step.position(at[0]) > 0.5 ? std::vector{slope, constant - slope} : std::vector{constant + slope, -slope};
    }
    Sum sum;
    sum.add(step.keep(), x);
    for (size_t i = 0; i < order; ++i) sum.add(weights[i], estimate(i));
    sum.add(step.noise(), noise);
    return sum.make();
  }

  const SaSolverOptions m_options;
};

}  // namespace

std::unique_ptr<Object> makeSaSolver(const SaSolverOptions& options) {
  const uint32_t flags = options.tau > 0 ? WEFT_SOLVER_STOCHASTIC : 0;
  const int order = options.tau > 0 ? 1 : std::max(options.predictorOrder, options.correctorOrder);
  return makeSolver({.order = uint32_t(order), .flags = flags},
                    [options](const auto& request) { return std::make_unique<SaSolverRun>(request, options); });
}

}  // namespace weft::sampling
