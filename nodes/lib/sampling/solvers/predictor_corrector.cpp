#include "sampling/solvers/predictor_corrector.h"

#include <cmath>

#include "sampling/history.h"
#include "sampling/model.h"
#include "sampling/noise/noise_source.h"
#include "sampling/solver.h"
#include "sampling/steps.h"

namespace weft::sampling {
namespace {

// The mean length of the rows of a batch.
double meanNorm(const Tensor& batch) {
  const std::vector<double> numbers = numbersOf(batch);
  const size_t rows = size_t(batch.size(0)), length = numbers.size() / rows;
  double sum = 0;
  for (size_t row = 0; row < rows; ++row) {
    double squares = 0;
    for (size_t i = row * length; i < (row + 1) * length; ++i) squares += numbers[i] * numbers[i];
    sum += std::sqrt(squares);
  }
  return sum / double(rows);
}

// One step of the forward process, from time s up to time t: x_t = keep x_s + sqrt(variance) z.
struct Forward {
  double keep, variance;
};

Forward forwardOf(const weft_coefficients& t, const weft_coefficients& s) {
  const double keep = t.a / s.a;
  return {keep, t.b * t.b - keep * keep * s.b * s.b};
}

class PredictorCorrectorRun : public RememberingRun {
 public:
  PredictorCorrectorRun(const weft_solver_request& request, const PredictorCorrectorOptions& options)
      : m_model(request), m_options(options), m_noise(request.seed, request.noise_drawn, past) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const auto from = m_model.at(t), to = m_model.at(s);
    const Forward forward = forwardOf(from, to);
    const bool preserving = m_model.info().process == WEFT_PROCESS_VARIANCE_PRESERVING;
    Tensor x(value);
    for (int64_t i = 0; i < m_options.correctSteps; ++i)
      x = correct(x, t, from, preserving ? forward.keep * forward.keep : 1);
    const Tensor x0 = m_model.x0(x, t);
    if (!(to.b > 0)) return {combine({{to.a, x0}}), x0};
    const double variance = from.b * from.b;  // score = (a x0 - x) / b^2
    if (m_options.predictor == Predictor::ReverseDiffusion) {
      const double gain = forward.variance / variance;
      return {
          combine({{2 - forward.keep - gain, x}, {gain * from.a, x0}, {std::sqrt(forward.variance), m_noise.draw(x)}}),
          x0};
    }
    // (x + G^2 score) / keep, with the division done: a may be 0 where the step begins.
    const double deviation = std::sqrt(forward.variance) * (preserving ? 1 : to.b / from.b);
    return {combine({{forward.keep * to.b * to.b / variance, x},
                     {to.a * forward.variance / variance, x0},
                     {deviation, m_noise.draw(x)}}),
            x0};
  }

 private:
  // x + e score + sqrt(2 e) z, where e makes the step the share r of the noise in it.
  Tensor correct(const Tensor& x, double t, const weft_coefficients& c, double alpha) {
    const double variance = c.b * c.b;
    const Tensor score = combine({{-1 / variance, x}, {c.a / variance, m_model.x0(x, t)}});
    const Tensor z = m_noise.draw(x);
    const double length = meanNorm(score);
    if (!(length > 0)) return x;
    const double ratio = m_options.snr * meanNorm(z) / length;
    const double step = 2 * alpha * ratio * ratio;
    return combine({{1, x}, {step, score}, {std::sqrt(2 * step), z}});
  }

  Model m_model;
  PredictorCorrectorOptions m_options;
  NoiseSource m_noise;
};

class EulerMaruyamaRun : public RememberingRun {
 public:
  EulerMaruyamaRun(const weft_solver_request& request, double eta)
      : m_model(request), m_eta(eta), m_noise(request.seed, request.noise_drawn, past) {}

  // dx = (f x - (1 + eta^2) / 2 g^2 score) dt + eta g dw, backwards in time, with f = a' / a and
  // g^2 = 2 b b' - 2 f b^2.
  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const auto from = m_model.at(t);
    const Tensor x0 = m_model.x0(x, t);
    // From noise alone f and g are infinite; the flow's own direction is not.
    if (!(m_model.at(s).b > 0) || from.a < leastSignal) return {eulerStep(m_model, t, s, x, x0), x0};
    const double length = t - s, f = from.da / from.a;
    const double diffusion = 2 * from.b * from.db - 2 * f * from.b * from.b;
    const double gain = (1 + m_eta * m_eta) / 2 * diffusion * length / (from.b * from.b);
    const double deviation = m_eta * std::sqrt(diffusion * length);
    if (!(deviation > 0)) return {combine({{1 - f * length - gain, x}, {gain * from.a, x0}}), x0};
    return {combine({{1 - f * length - gain, x}, {gain * from.a, x0}, {deviation, m_noise.draw(x)}}), x0};
  }

 private:
  Model m_model;
  double m_eta;
  NoiseSource m_noise;
};

}  // namespace

std::unique_ptr<Object> makePredictorCorrector(const PredictorCorrectorOptions& options) {
  return makeSolver({.evaluations = uint32_t(1 + options.correctSteps), .flags = WEFT_SOLVER_STOCHASTIC},
                    [=](const auto& request) { return std::make_unique<PredictorCorrectorRun>(request, options); });
}

std::unique_ptr<Object> makeEulerMaruyama(double eta) {
  return makeSolver({.flags = eta > 0 ? uint32_t(WEFT_SOLVER_STOCHASTIC) : 0},
                    [=](const auto& request) { return std::make_unique<EulerMaruyamaRun>(request, eta); });
}

}  // namespace weft::sampling
