#include "sampling/solvers/dpm_solver_multistep.h"

#include <algorithm>

#include "sampling/solver.h"
#include "sampling/solvers/brownian_noise.h"
#include "sampling/solvers/exponential_run.h"

namespace weft::sampling {
namespace {

// What tells the methods apart.
struct Method {
  Integrand integrand = Integrand::Data;
  double tauSquared = 0, sNoise = 1;
  size_t order = 1;
  SecondOrder second = SecondOrder::Midpoint;
  bool adams = false;        // weights of adamsWeights, else of differenceWeights
  bool brownian = false;     // where noise comes from
  double curvatureBias = 0;  // added to weight(2), in shares of a_t
  // Of schedules that are shorter than 15 steps, and of any.
  bool lowerOrderFinal = false, eulerAtFinal = false;
};

class MultistepRun : public ExponentialRun {
 public:
  MultistepRun(const weft_solver_request& request, const Method& method)
      : ExponentialRun(request), m_method(method), m_brownian(request.seed, m_model) {}

  SolverStep step(const Value& value, double t, double s, uint64_t index) override {
    const Tensor x(value);
    const Tensor x0 = m_model.x0(x, t);
    const Instant from = instantOf(m_model, t), to = instantOf(m_model, s);
    remember(integrandOf(m_method.integrand, from, x, x0), t, m_method.order);
    const ExponentialStep step(from, to, m_method.tauSquared, m_method.integrand);
    const auto weights = weightsOf(step, orderAt(index, to));

    Sum sum;
    if (m_method.integrand == Integrand::Data) {
      sum.add(step.keep(), x);
      sum.add(weights[0], x0);
    } else {  // the noise is taken apart, since its share of the sample is lost in the rounding of a float
      sum.add(step.keep() + weights[0] / from.b, x);
      sum.add(-weights[0] * from.signal / from.b, x0);
    }
    for (size_t i = 1; i < weights.size(); ++i) sum.add(weights[i], estimate(i));
    Tensor noise;
    if (m_method.tauSquared > 0 && m_method.sNoise > 0) {
      noise = drawn(x, t, s);
      sum.add(m_method.sNoise * step.noise(), noise);
    }
    return {sum.make(), x0};
  }

 private:
  size_t orderAt(uint64_t index, const Instant& to) const {
    const size_t left = stepCount() - std::min<size_t>(index, stepCount());  // this one with them
    const bool isShort = m_method.lowerOrderFinal && stepCount() < 15;
    size_t order = std::min(remembered(), m_method.order);
    if (!(to.b > 0) || (left <= 1 && (isShort || m_method.eulerAtFinal))) return 1;
    if (left == 2 && isShort) order = std::min<size_t>(order, 2);
    return order;
  }
  std::vector<double> weightsOf(const ExponentialStep& step, size_t order) const {
    const auto at = lambdas(order);
    if (m_method.adams) return adamsWeights(step, at);
    const double curvature = order < 3 ? 0 : step.weight(2) + m_method.curvatureBias * step.end().a;
    return differenceWeights(step, at, m_method.second, curvature);
  }
  Tensor drawn(const Tensor& x, double t, double s) {
    return m_method.brownian ? m_brownian.draw(x, t, s) : m_noise.draw(x);
  }

  const Method m_method;
  BrownianNoise m_brownian;
};

std::unique_ptr<Object> makeMultistep(const Method& method, uint32_t order) {
  const uint32_t flags = method.tauSquared > 0 ? WEFT_SOLVER_STOCHASTIC : 0;
  return makeSolver({.order = order, .flags = flags},
                    [method](const auto& request) { return std::make_unique<MultistepRun>(request, method); });
}

// In the frame of k-diffusion. CFG++ (Chung et al., 2024, algorithm 2) renoises with the estimate without condition and
// adds what guidance changes as it is.
class Dpmpp2mRun : public ExponentialRun {
 public:
  Dpmpp2mRun(const weft_solver_request& request, bool cfgPlusPlus)
      : ExponentialRun(request), m_cfgPlusPlus(cfgPlusPlus) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const Estimate estimates = m_model.estimate(x, t, m_cfgPlusPlus);
    const Tensor& x0 = estimates.x0;
    const Tensor& base = m_cfgPlusPlus ? estimates.unconditional : x0;
    remember(base, t, 2);
    const ExponentialStep step(frameInstantOf(m_model, t), frameInstantOf(m_model, s));
    Sum sum;
    sum.add(step.keep(), x);
    sum.add(step.weight(0), base);
    if (m_cfgPlusPlus) {
      sum.add(m_model.at(s).a, x0);
      sum.add(-m_model.at(s).a, base);
    }
    if (remembered() > 1 && step.end().b > 0) {
      const double slope =
          slopeWeight(step, SecondOrder::Midpoint) / -step.position(frameInstantOf(m_model, timeOf(1)).lambda);
      sum.add(slope, x0);
      sum.add(-slope, estimate(1));
    }
    return {sum.make(), x0};
  }

 private:
  const bool m_cfgPlusPlus;
};

}  // namespace

std::unique_ptr<Object> makeDpmSolverMultistep(const DpmSolverMultistepOptions& options) {
  // diffusers gives the second difference of sde-dpmsolver++ a weight that is less by a_t than the published one.
  const bool biased = options.sde && options.integrand == Integrand::Data;
  const uint32_t order = options.sde ? 1 : std::min(options.solverOrder, 2);
  return makeMultistep({.integrand = options.integrand,
                        .tauSquared = options.sde ? 1.0 : 0.0,
                        .order = size_t(options.solverOrder),
                        .second = options.solverType,
                        .curvatureBias = biased ? -1.0 : 0.0,
                        .lowerOrderFinal = options.lowerOrderFinal,
                        .eulerAtFinal = options.eulerAtFinal},
                       order);
}

std::unique_ptr<Object> makeDeis(const DeisOptions& options) {
  return makeMultistep({.integrand = Integrand::Noise,
                        .order = size_t(options.solverOrder),
                        .adams = true,
                        .lowerOrderFinal = options.lowerOrderFinal},
                       uint32_t(options.solverOrder));
}

std::unique_ptr<Object> makeDpmpp2m(bool cfgPlusPlus) {
  return makeSolver({.order = 2},
                    [cfgPlusPlus](const auto& request) { return std::make_unique<Dpmpp2mRun>(request, cfgPlusPlus); });
}

std::unique_ptr<Object> makeDpmpp2mSde(const DpmppSdeOptions& options, SecondOrder solverType) {
  return makeMultistep(
      {.tauSquared = options.eta, .sNoise = options.sNoise, .order = 2, .second = solverType, .brownian = true},
      options.eta > 0 ? 1 : 2);
}

std::unique_ptr<Object> makeDpmpp3mSde(const DpmppSdeOptions& options) {
  return makeMultistep(
      {.tauSquared = options.eta, .sNoise = options.sNoise, .order = 3, .second = SecondOrder::Heun, .brownian = true},
      options.eta > 0 ? 1 : 2);
}

}  // namespace weft::sampling
