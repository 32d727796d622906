#include "sampling/solvers/dpm_solver_singlestep.h"

#include <algorithm>

#include "sampling/solver.h"
#include "sampling/solvers/exponential_run.h"

namespace weft::sampling {
namespace {

// Step k of a group goes from the sample that the group began with to the next time, with the k estimates made since:
// the intermediate results of DPM-Solver-2 and -3 (Lu et al., DPM-Solver, 2022, algorithms 1 and 2) are those of the
// steps before it. past.tensors[0] is that sample.
class SinglestepRun : public ExponentialRun {
 public:
  SinglestepRun(const weft_solver_request& request, const DpmSolverSinglestepOptions& options)
      : ExponentialRun(request, 1), m_options(options) {}

  SolverStep step(const Value& value, double t, double s, uint64_t index) override {
    const Tensor x(value);
    const Tensor x0 = m_model.x0(x, t);
    const Instant at = instantOf(m_model, t), to = instantOf(m_model, s);
    remember(integrandOf(m_options.integrand, at, x, x0), t, size_t(m_options.solverOrder));
    size_t order = std::min(orderAt(index, to), remembered());
    if (!isBase(instantOf(m_model, timeOf(order - 1)))) order = 1;
    if (order == 1) past.tensors[0] = x;

    const Instant from = instantOf(m_model, timeOf(order - 1));
    const ExponentialStep step(from, to, m_options.sde ? 1 : 0, m_options.integrand);
    Sum sum;
    if (order == 1 && m_options.integrand == Integrand::Noise) {  // as in multistep.cpp
      sum.add(step.keep() + step.weight(0) / from.b, x);
      sum.add(-step.weight(0) * from.signal / from.b, x0);
    } else {
      const auto weights = weightsOf(step, order);
      sum.add(step.keep(), past.tensors[0]);
      for (size_t i = 0; i < order; ++i) sum.add(weights[i], estimate(i));
    }
    Tensor noise;
    if (m_options.sde) {
      noise = m_noise.draw(x);
      sum.add(step.noise(), noise);
    }
    return {sum.make(), x0};
  }

 private:
  // In noise alone, all of the sample counts as noise, and there is nothing to correct.
  bool isBase(const Instant& first) const { return first.a > 0 || m_options.integrand == Integrand::Data; }
  size_t orderAt(uint64_t index, const Instant& to) const {
    const auto whole = size_t(m_options.solverOrder);
    const size_t order = index % whole + 1;
    if (index + 1 != stepCount()) return order;
    if (!(to.b > 0)) return 1;
    return m_options.lowerOrderFinal && order == whole ? 1 : order;
  }
  // Newest first; the last is the group's first.
  std::vector<double> weightsOf(const ExponentialStep& step, size_t order) const {
    const double first = step.weight(0);
    if (order == 1) return {first};
    const auto at = lambdas(order);
    const double r0 = step.position(at[0]);
    if (order == 2) {
      const double slope = slopeWeight(step, m_options.solverType) / r0;
      return {slope, first - slope};
    }
    const double slope = step.weight(1);
    if (m_options.solverType == SecondOrder::Midpoint) return {slope / r0, 0, first - slope / r0};
    // D1 = (r0 d1 - r1 d0)/(r0 - r1), D2 = 2 (d0 - d1)/(r0 - r1) of d0 = (m0 - m2)/r0 and d1 = (m1 - m2)/r1. diffusers
    // gives D2 of sde-dpmsolver++ a weight that is less by a_t than the integral.
    const double r1 = step.position(at[1]);
    const bool biased = m_options.sde && m_options.integrand == Integrand::Data;
    const double curvature = 2 * (step.weight(2) - (biased ? step.end().a : 0));
    const double d0 = (curvature - slope * r1) / (r0 - r1) / r0, d1 = (slope * r0 - curvature) / (r0 - r1) / r1;
    return {d0, d1, first - d0 - d1};
  }

  const DpmSolverSinglestepOptions m_options;
};

}  // namespace

std::unique_ptr<Object> makeDpmSolverSinglestep(const DpmSolverSinglestepOptions& options) {
  const uint32_t flags = options.sde ? WEFT_SOLVER_STOCHASTIC : 0;
  return makeSolver({.order = uint32_t(options.sde ? 1 : std::min(options.solverOrder, 2)), .flags = flags},
                    [options](const auto& request) { return std::make_unique<SinglestepRun>(request, options); });
}

}  // namespace weft::sampling
