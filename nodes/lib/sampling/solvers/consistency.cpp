#include "sampling/solvers/consistency.h"

#include <algorithm>
#include <cmath>

#include "sampling/ancestral.h"
#include "sampling/noise/noise_source.h"
#include "sampling/solver.h"
#include "sampling/trained_clock.h"

namespace weft::sampling {
namespace {

constexpr SolverTraits traits{.order = 1, .evaluations = 1, .flags = WEFT_SOLVER_STOCHASTIC};

class ConsistencyRun : public RememberingRun {
 public:
  explicit ConsistencyRun(const weft_solver_request& request)
      : m_model(request), m_clock(trainedClock(m_model.info())), m_noise(m_model.seed(), m_model.noiseDrawn(), past) {}

 protected:
  Model m_model;
  const diffusion::ClockRef m_clock;
  NoiseSource m_noise;
};

// Luo et al., Latent Consistency Models, 2023, algorithm 3: to x0, and back up with fresh noise. The boundary condition
// f(x, 0) = x is that of a network trained on discrete steps n: f = c_skip x + c_out x0 with u = timestep_scaling n,
// c_skip = 0.25 / (u^2 + 0.25) and c_out = u / sqrt(u^2 + 0.25).
class LcmRun : public ConsistencyRun {
 public:
  LcmRun(const weft_solver_request& request, double timestepScaling)
      : ConsistencyRun(request), m_scaling(timestepScaling) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    Tensor x0 = m_model.x0(x, t);
    if (m_clock && m_scaling > 0) {
      const double u = m_scaling * m_clock->stepOf(t), norm = u * u + 0.25;
      x0 = combine({{u / std::sqrt(norm), x0}, {0.25 / norm, x}});
    }
    const auto to = m_model.at(s);
    if (!(to.b > 0)) return {x0, x0};
    return {combine({{to.a, x0}, {to.b, m_noise.draw(x)}}), x0};
  }

 private:
  const double m_scaling;
};

// Zheng et al., Trajectory Consistency Distillation, 2024, algorithm 4: down to a time u between 0 and s without noise,
// and back up to s. gamma = 1: u = 0, a consistency model's step; 0: u = s, without noise. Between trained steps u is
// the nearest one below, as in TCDScheduler of diffusers.
class TcdRun : public ConsistencyRun {
 public:
  TcdRun(const weft_solver_request& request, double gamma) : ConsistencyRun(request), m_gamma(gamma) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const Tensor x0 = m_model.x0(x, t);
    const auto from = m_model.at(t), to = m_model.at(s);
    const Renewal renewal = renewalFrom(m_model.at(below(s)), to);
    const double kept = renewal.kept / from.b;
    if (!(renewal.added > 0)) return {combine({{kept, x}, {to.a - kept * from.a, x0}}), x0};
    return {combine({{kept, x}, {to.a - kept * from.a, x0}, {renewal.added, m_noise.draw(x)}}), x0};
  }

 private:
  double below(double s) const {
    if (m_gamma == 0 || !(m_model.at(s).b > 0)) return s;
    if (!m_clock) return (1 - m_gamma) * s;
    // What rounding took from a whole step is given back.
    const double step = (1 - m_gamma) * m_clock->stepOf(s);
    return std::min(s, m_clock->timeOf(std::floor(step + 1e-6)));
  }

  const double m_gamma;
};

// Song et al., Consistency Models, 2023, algorithm 1: as much noise comes back as time s has beyond sigma_min, which
// the model's answer is taken to have.
class CmRun : public ConsistencyRun {
 public:
  CmRun(const weft_solver_request& request, double sigmaMin, double noise)
      : ConsistencyRun(request), m_sigmaMin(sigmaMin), m_amount(noise) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const Tensor x0 = m_model.x0(x, t);
    const auto to = m_model.at(s);
    const double least = to.a * m_sigmaMin;
    const double added = m_amount * std::sqrt(std::max(0.0, to.b * to.b - least * least));
    if (!(added > 0)) return {combine({{to.a, x0}}), x0};
    return {combine({{to.a, x0}, {added, m_noise.draw(x)}}), x0};
  }

 private:
  const double m_sigmaMin, m_amount;
};

}  // namespace

std::unique_ptr<Object> makeLcm(double timestepScaling) {
  return makeSolver(traits, [=](const auto& request) { return std::make_unique<LcmRun>(request, timestepScaling); });
}

std::unique_ptr<Object> makeTcd(double gamma) {
  return makeSolver(gamma > 0 ? traits : SolverTraits{},
                    [=](const auto& request) { return std::make_unique<TcdRun>(request, gamma); });
}

std::unique_ptr<Object> makeCmStochasticIterative(double sigmaMin, double noise) {
  return makeSolver(traits, [=](const auto& request) { return std::make_unique<CmRun>(request, sigmaMin, noise); });
}

}  // namespace weft::sampling
