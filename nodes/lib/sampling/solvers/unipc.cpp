#include "sampling/solvers/unipc.h"

#include <algorithm>
#include <utility>

#include "sampling/solver.h"
#include "sampling/solvers/exponential_run.h"

namespace weft::sampling {
namespace {

// Zhao et al., UniPC, 2023, algorithms 5 to 8. past.tensors[0] is the sample that the last step started from,
// past.numbers[0] its order.
class UniPcRun : public ExponentialRun {
 public:
  UniPcRun(const weft_solver_request& request, const UniPcOptions& options)
      : ExponentialRun(request, 1),
        m_options(options),
        m_integrand(options.predictX0 ? Integrand::Data : Integrand::Noise) {}

  SolverStep step(const Value& value, double t, double s, uint64_t index) override {
    Tensor x(value);
    const Tensor x0 = m_model.x0(x, t);
    const Instant from = instantOf(m_model, t), to = instantOf(m_model, s);
    const bool corrects = remembered() > 0 && isCorrected(index) && hasSignal(timeOf(0));
    remember(integrandOf(m_integrand, from, x, x0), t, size_t(m_options.solverOrder) + 1);
    if (corrects) x = corrected(from);

    size_t order = std::min(remembered(), size_t(m_options.solverOrder));
    if (m_options.lowerOrderFinal) order = std::min(order, stepCount() - std::min<size_t>(index, stepCount() - 1));
    if (!(to.b > 0)) order = 1;
    past.tensors[0] = x;
    past.numbers[0] = double(order);
    return {predicted(x, ExponentialStep(from, to, 0, m_integrand), order), x0};
  }

 private:
  // In noise alone, all of the sample counts as noise, and there is nothing to correct.
  bool hasSignal(double t) const { return m_model.at(t).a > 0 || m_integrand == Integrand::Data; }
  bool isCorrected(uint64_t index) const {
    if (!m_options.corrector || index == 0) return false;
    return std::ranges::find(m_options.disableCorrector, index - 1) == m_options.disableCorrector.end();
  }
  // B(h)/2, which stands for the weight of the slope where one slope alone is known.
  double halfOfB(const ExponentialStep& step) const {
    if (m_options.bh2) return step.weight(0) / 2;
    const double sign = m_integrand == Integrand::Data ? 1 : -1;
    return sign * step.length() / 2 * (m_integrand == Integrand::Data ? step.end().a : step.end().b);
  }
  Tensor predicted(const Tensor& x, const ExponentialStep& step, size_t order) const {
    std::vector<double> weights;
    const auto at = lambdas(order);
    if (order == 2) {
      const double slope = halfOfB(step) / -step.position(at[1]);
      weights = {step.weight(0) + slope, -slope};
    } else {
      weights = adamsWeights(step, at);
    }
    return weighted(x, step, weights);
  }
  // The step that led here once more, with the estimate at its end, which is the newest.
  Tensor corrected(const Instant& here) const {
    const auto order = std::min(size_t(std::max(past.numbers[0], 1.0)), remembered() - 1);
    const ExponentialStep step(instantOf(m_model, timeOf(1)), here, 0, m_integrand);
    std::vector<double> weights;
    if (order == 1)
      weights = {halfOfB(step), step.weight(0) - halfOfB(step)};
    else
      weights = adamsWeights(step, lambdas(order + 1));
    return weighted(past.tensors[0], step, weights);
  }
  Tensor weighted(const Tensor& x, const ExponentialStep& step, const std::vector<double>& weights) const {
    Sum sum;
    sum.add(step.keep(), x);
    for (size_t i = 0; i < weights.size(); ++i) sum.add(weights[i], estimate(i));
    return sum.make();
  }

  const UniPcOptions m_options;
  const Integrand m_integrand;
};

}  // namespace

std::unique_ptr<Object> makeUniPc(UniPcOptions options) {
  const auto order = uint32_t(options.solverOrder);
  return makeSolver({.order = order}, [options = std::move(options)](const auto& request) {
    return std::make_unique<UniPcRun>(request, options);
  });
}

}  // namespace weft::sampling
