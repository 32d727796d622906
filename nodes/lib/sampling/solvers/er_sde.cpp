#include "sampling/solvers/er_sde.h"

#include <algorithm>
#include <cmath>

#include "sampling/solver.h"
#include "sampling/solvers/exponential_run.h"

namespace weft::sampling {
namespace {

// Cui et al., Elucidating the Solution Space of Extended Reverse-Time SDE for Diffusion Models, 2023, algorithm 1 to 3
// for any process: y = x / a with rho = b / a for time.
class ErSdeRun : public ExponentialRun {
 public:
  ErSdeRun(const weft_solver_request& request, const ErSdeOptions& options)
      : ExponentialRun(request), m_options(options) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const Tensor x0 = m_model.x0(x, t);
    const Instant from = instantOf(m_model, t), to = instantOf(m_model, s);
    remember(x0, t, size_t(m_options.maxStage));
    if (!(to.b > 0)) return {combine({{to.a, x0}}), x0};

    const double rhoFrom = std::exp(-from.lambda), rhoTo = std::exp(-to.lambda);
    const double kept = scaled(rhoTo) / scaled(rhoFrom);
    std::vector<double> weights{1 - kept};
    if (remembered() > 1) addSlopes(weights, rhoFrom, rhoTo);
    Sum sum;
    sum.add(to.a / from.signal * kept, x);
    for (size_t i = 0; i < weights.size(); ++i) sum.add(to.a * weights[i], estimate(i));
    Tensor noise;
    if (m_options.sNoise > 0 && isNoisy(m_options)) {
      noise = m_noise.draw(x);
      const double variance = rhoTo * rhoTo - rhoFrom * rhoFrom * kept * kept;
      sum.add(to.a * m_options.sNoise * std::sqrt(std::max(0.0, variance)), noise);
    }
    return {sum.make(), x0};
  }

  static bool isNoisy(const ErSdeOptions& options) {
    return options.noiseScaler != NoiseScaler::Ode && options.eta > 0;
  }

 private:
  // phi of the paper: how noise fades, and with it what SDE it is.
  double scaled(double rho) const {
    switch (m_options.noiseScaler) {
      case NoiseScaler::ErSde:
        return rho * std::pow(std::exp(std::pow(rho, 0.3)) + 10, m_options.eta);
      case NoiseScaler::ReverseTimeSde:
        return std::pow(rho, 1 + m_options.eta);
      case NoiseScaler::Ode:
        return rho;
    }
    return rho;
  }
  // The first and second difference of the estimates in rho. Their integrals have no closed form for any phi: a sum of
  // 200 rectangles, as in the authors' code.
  void addSlopes(std::vector<double>& weights, double rhoFrom, double rhoTo) const {
    constexpr int points = 200;
    const double way = rhoTo - rhoFrom, width = -way / points;
    double integral = 0, moment = 0;
    for (int i = 0; i < points; ++i) {
      const double rho = rhoTo + i * width;
      integral += width / scaled(rho);
      moment += width * (rho - rhoFrom) / scaled(rho);
    }
    const auto rho = [&](size_t i) { return std::exp(-instantOf(m_model, timeOf(i)).lambda); };
    const double first = (way + integral * scaled(rhoTo)) / (rhoFrom - rho(1));
    weights[0] += first;
    weights.push_back(-first);
    if (remembered() < 3) return;
    const double second = (way * way / 2 + moment * scaled(rhoTo)) / ((rhoFrom - rho(2)) / 2);
    const double newer = second / (rhoFrom - rho(1)), older = second / (rho(1) - rho(2));
    weights[0] += newer;
    weights[1] -= newer + older;
    weights.push_back(older);
  }

  const ErSdeOptions m_options;
};

}  // namespace

std::unique_ptr<Object> makeErSde(const ErSdeOptions& options) {
  const bool noisy = ErSdeRun::isNoisy(options) && options.sNoise > 0;
  return makeSolver({.order = noisy ? 1u : std::min(uint32_t(options.maxStage), 2u),
                     .flags = noisy ? uint32_t(WEFT_SOLVER_STOCHASTIC) : 0},
                    [options](const auto& request) { return std::make_unique<ErSdeRun>(request, options); });
}

}  // namespace weft::sampling
