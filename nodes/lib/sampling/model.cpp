#include "sampling/model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "sampling/process_of.h"

namespace weft::sampling {
namespace {

double half(const weft_coefficients& c) { return std::log(std::max(c.a, leastSignal) / c.b); }
double noiseRatio(const weft_coefficients& c) { return c.b / std::max(c.a, leastSignal); }
double flowTime(const weft_coefficients& c) { return c.b / (c.a + c.b); }

void expectNoise(const weft_coefficients& c, double t) {
  if (!(c.b > 0))
    throw Failure("the schedule goes on from a time without noise (t = " + std::to_string(t) + ")",
                  WEFT_ERROR_INVALID_ARGUMENT);
}

}  // namespace

Model::Model(const weft_solver_request& request) : m_context(request), m_info(m_context.info()) {}

double Model::lambdaAt(double t) const { return half(at(t)); }

Frame Model::frameAt(double t) const {
  const auto c = at(t);
  if (isFlow()) return {1, flowTime(c)};
  return {std::max(c.a, leastSignal), noiseRatio(c)};
}

double Model::timeOfRatio(double ratio) const {
  return sampling::timeOfRatio([this](double t) { return at(t); }, m_info, ratio);
}

double Model::timeOfSigma(double sigma) const { return timeOfRatio(isFlow() ? sigma / (1 - sigma) : sigma); }

double Model::timeOfLambda(double lambda) const { return timeOfRatio(std::exp(-lambda)); }

Tensor Model::x0(const Tensor& x, double t) const { return estimate(x, t, false).x0; }

Estimate Model::estimate(const Tensor& x, double t, bool wantsUnconditional) const {
  expectNoise(at(t), t);
  const Value prediction = m_context.predict(x, t, wantsUnconditional ? WEFT_WANT_UNCONDITIONAL : 0);
  Estimate estimate{asComputed(prediction.item("x0"), "the denoiser's answer"), {}};
  if (!wantsUnconditional) return estimate;
  const Value unconditional = prediction.item("unconditional");
  estimate.unconditional = unconditional ? asComputed(unconditional, "the denoiser's answer") : estimate.x0;
  return estimate;
}

Tensor Model::gradient(const Tensor& x, double t, const Tensor& cotangent) const {
  if (!hasGradient()) throw Failure("the denoiser has no gradient, which this needs", WEFT_ERROR_UNSUPPORTED);
  const weft_value* out = nullptr;
  const weft_denoiser_run& run = m_context.run();
  weft::sdk::detail::check(run.gradient(run.self, x.get(), t, cotangent.get(), &out));
  return asComputed(Value::adopt(out), "the denoiser's gradient");
}

std::vector<double> Model::times() const { return numbersOf(m_context.sigmas()); }

Tensor noiseOf(const weft_coefficients& c, const Tensor& x, const Tensor& x0) {
  return combine({{1 / c.b, x}, {-c.a / c.b, x0}});
}

}  // namespace weft::sampling
