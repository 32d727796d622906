#include "sampling/solvers/ancestral.h"

#include <algorithm>
#include <cmath>

#include "sampling/ancestral.h"
#include "sampling/noise/noise_source.h"
#include "sampling/solver.h"
#include "sampling/steps.h"

namespace weft::sampling {
namespace {

SolverTraits traitsOf(const AncestralOptions& options, uint32_t evaluations) {
  const bool draws = options.eta > 0 && options.noise > 0;
  return {.evaluations = evaluations, .flags = draws ? uint32_t(WEFT_SOLVER_STOCHASTIC) : 0};
}

class StochasticRun : public RememberingRun {
 public:
  explicit StochasticRun(const weft_solver_request& request)
      : m_model(request), m_noise(m_model.seed(), m_model.noiseDrawn(), past) {}

 protected:
  // Draws only where it is added: what a step without it would draw changes nothing.
  Tensor withNoise(Tensor x, double factor) {
    return factor > 0 ? combine({{1, x}, {factor, m_noise.draw(x)}}) : std::move(x);
  }

  Model m_model;
  NoiseSource m_noise;
};

using Rule = Renewal (*)(const Model& model, double t, double s, double eta);

Renewal posterior(const Model& model, double t, double s, double eta) {
  return posteriorRenewal(model.at(t), model.at(s), eta);
}

// x_s = a_s x0 + kept z + added eps.
class RenewingRun : public StochasticRun {
 public:
  RenewingRun(const weft_solver_request& request, const AncestralOptions& options, Rule rule)
      : StochasticRun(request), m_options(options), m_rule(rule) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const auto from = m_model.at(t), to = m_model.at(s);
    const Estimate estimate = m_model.estimate(x, t, m_options.cfgPlusPlus);
    const Renewal renewal = m_rule(m_model, t, s, m_options.eta);
    const double kept = renewal.kept / from.b, added = m_options.noise * renewal.added;
    const Tensor& cleared = m_options.cfgPlusPlus ? estimate.unconditional : estimate.x0;
    const Tensor fresh = added > 0 ? m_noise.draw(x) : x;
    return {combine({{kept, x}, {to.a, estimate.x0}, {-kept * from.a, cleared}, {added, fresh}}), estimate.x0};
  }

 private:
  const AncestralOptions m_options;
  const Rule m_rule;
};

class Dpm2AncestralRun : public StochasticRun {
 public:
  Dpm2AncestralRun(const weft_solver_request& request, const AncestralOptions& options)
      : StochasticRun(request), m_options(options) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const Tensor x0 = m_model.x0(x, t);
    const Detour detour = ancestralDetour(m_model, t, s, m_options.eta);
    const Tensor down = dpm2Step(m_model, t, detour.time, x, x0);
    const double added = m_options.noise * detour.added;
    if (!(added > 0)) return {combine({{detour.factor, down}}), x0};
    return {combine({{detour.factor, down}, {added, m_noise.draw(x)}}), x0};
  }

 private:
  const AncestralOptions m_options;
};

// Ho et al., Denoising Diffusion Probabilistic Models, 2020, equations 6 and 7, for any process: with r = a_t / a_s and
// the variance v = b_t^2 - r^2 b_s^2 of x_t given x_s, the mean of q(x_s | x_t, x0) is (r b_s^2 x_t + a_s v x0) / b_t^2
// and its variance v b_s^2 / b_t^2.
class DdpmRun : public StochasticRun {
 public:
  DdpmRun(const weft_solver_request& request, DdpmVariance variance) : StochasticRun(request), m_variance(variance) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const auto from = m_model.at(t), to = m_model.at(s);
    const Tensor x0 = m_model.x0(x, t);
    const double ratio = from.a / to.a, share = to.b * to.b / (from.b * from.b);
    const double variance = std::max(0.0, from.b * from.b - ratio * ratio * to.b * to.b);
    const Tensor mean = combine({{ratio * share, x}, {to.a * variance / (from.b * from.b), x0}});
    if (!(to.b > 0)) return {mean, x0};
    return {withNoise(mean, std::sqrt(m_variance == DdpmVariance::Small ? variance * share : variance)), x0};
  }

 private:
  const DdpmVariance m_variance;
};

std::unique_ptr<Object> makeRenewing(const AncestralOptions& options, Rule rule) {
  return makeSolver(traitsOf(options, 1), [options, rule](const auto& request) {
    return std::make_unique<RenewingRun>(request, options, rule);
  });
}

}  // namespace

std::unique_ptr<Object> makeEulerAncestral(const AncestralOptions& options) {
  return makeRenewing(options, options.cfgPlusPlus ? posterior : ancestralRenewal);
}

std::unique_ptr<Object> makeDpm2Ancestral(const AncestralOptions& options) {
  return makeSolver(traitsOf(options, 2),
                    [options](const auto& request) { return std::make_unique<Dpm2AncestralRun>(request, options); });
}

std::unique_ptr<Object> makeDdim(double eta, bool cfgPlusPlus) {
  return makeRenewing({.eta = eta, .noise = 1, .cfgPlusPlus = cfgPlusPlus}, posterior);
}

std::unique_ptr<Object> makeDdpm(DdpmVariance variance) {
  return makeSolver({.flags = WEFT_SOLVER_STOCHASTIC},
                    [variance](const auto& request) { return std::make_unique<DdpmRun>(request, variance); });
}

}  // namespace weft::sampling
