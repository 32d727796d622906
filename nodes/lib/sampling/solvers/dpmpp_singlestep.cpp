#include "sampling/solvers/dpmpp_singlestep.h"

#include <algorithm>

#include "sampling/ancestral.h"
#include "sampling/solver.h"
#include "sampling/solvers/brownian_noise.h"
#include "sampling/solvers/exponential_run.h"
#include "sampling/steps.h"

namespace weft::sampling {
namespace {

// Down to a time u with the estimate of half the way there, and up again by noise.
class Dpmpp2sAncestralRun : public ExponentialRun {
 public:
  Dpmpp2sAncestralRun(const weft_solver_request& request, const Dpmpp2sAncestralOptions& options)
      : ExponentialRun(request), m_options(options) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const Estimate first = m_model.estimate(x, t, m_options.cfgPlusPlus);
    const Detour detour = ancestralDetour(m_model, t, s, m_options.eta);
    Tensor base = baseOf(first);
    if (m_model.at(detour.time).b > 0) {
      const double middle = middleOf(t, detour.time);
      base = baseOf(m_model.estimate(eulerStep(m_model, t, middle, x, base), middle, m_options.cfgPlusPlus));
    }
    Sum sum;
    const Tensor down = eulerStep(m_model, t, detour.time, x, base);
    sum.add(detour.factor, down);
    Tensor noise;
    if (m_options.eta > 0 && m_model.at(s).b > 0) {
      noise = m_noise.draw(x);
      sum.add(m_options.sNoise * detour.added, noise);
    }
    if (m_options.cfgPlusPlus) {
      sum.add(m_model.at(s).a, first.x0);
      sum.add(-m_model.at(s).a, first.unconditional);
    }
    return {sum.make(), first.x0};
  }
  bool hasHistory() const override { return m_options.eta > 0; }  // of noise

 private:
  const Tensor& baseOf(const Estimate& estimate) const {
    return m_options.cfgPlusPlus ? estimate.unconditional : estimate.x0;
  }
  double middleOf(double t, double u) const {
    if (m_model.isFlow() && !(m_model.at(t).a > 0)) return std::max(0.9999, u);
    return m_model.timeOfLambda((instantOf(m_model, t).lambda + instantOf(m_model, u).lambda) / 2);
  }

  const Dpmpp2sAncestralOptions m_options;
};

// Lu et al., DPM-Solver++, 2022; both parts of a step are ancestral, with noise of one Brownian motion.
class DpmppSdeRun : public ExponentialRun {
 public:
  DpmppSdeRun(const weft_solver_request& request, const DpmppSdeSinglestepOptions& options)
      : ExponentialRun(request), m_options(options), m_brownian(request.seed, m_model) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const Tensor x0 = m_model.x0(x, t);
    const Instant from = instantOf(m_model, t), to = instantOf(m_model, s);
    if (!(to.b > 0)) return {combine({{to.a, x0}}), x0};
    const double middle = m_model.timeOfLambda(from.lambda + m_options.r * (to.lambda - from.lambda));
    const Tensor halfway = ancestral(x, x0, t, middle);
    const double share = 1 / (2 * m_options.r);
    const Tensor mean = combine({{1 - share, x0}, {share, m_model.x0(halfway, middle)}});
    return {ancestral(x, mean, t, s), x0};
  }

  bool hasHistory() const override { return false; }  // the noise depends on times alone

 private:
  Tensor ancestral(const Tensor& x, const Tensor& x0, double t, double s) {
    const auto from = m_model.at(t), to = m_model.at(s);
    const Renewal renewal = posteriorRenewal(from, to, m_options.eta);
    Sum sum;
    sum.add(renewal.kept / from.b, x);
    sum.add(to.a - renewal.kept * from.a / from.b, x0);
    Tensor noise;
    if (m_options.eta > 0 && m_options.sNoise > 0) {
      noise = m_brownian.draw(x, t, s);
      sum.add(m_options.sNoise * renewal.added, noise);
    }
    return sum.make();
  }

  const DpmppSdeSinglestepOptions m_options;
  BrownianNoise m_brownian;
};

}  // namespace

std::unique_ptr<Object> makeDpmpp2sAncestral(const Dpmpp2sAncestralOptions& options) {
  const bool noisy = options.eta > 0;
  return makeSolver({.order = noisy ? 1u : 2u, .evaluations = 2, .flags = noisy ? uint32_t(WEFT_SOLVER_STOCHASTIC) : 0},
                    [options](const auto& request) { return std::make_unique<Dpmpp2sAncestralRun>(request, options); });
}

std::unique_ptr<Object> makeDpmppSde(const DpmppSdeSinglestepOptions& options) {
  const bool noisy = options.eta > 0;
  return makeSolver({.order = noisy ? 1u : 2u, .evaluations = 2, .flags = noisy ? uint32_t(WEFT_SOLVER_STOCHASTIC) : 0},
                    [options](const auto& request) { return std::make_unique<DpmppSdeRun>(request, options); });
}

}  // namespace weft::sampling
