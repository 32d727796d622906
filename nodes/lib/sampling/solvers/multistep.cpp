#include "sampling/solvers/multistep.h"

#include <algorithm>
#include <functional>

#include "sampling/adams_bashforth.h"
#include "sampling/history.h"
#include "sampling/solver.h"
#include "sampling/steps.h"

namespace weft::sampling {
namespace {

// past.tensors are slopes in the frame, past.numbers the sigma of each; the newest first.
class SlopesRun : public RememberingRun {
 public:
  explicit SlopesRun(const weft_solver_request& request) : m_model(request) {}

 protected:
  void remember(const Tensor& slope, double sigma, size_t most) {
    past.tensors.insert(past.tensors.begin(), slope);
    past.numbers.insert(past.numbers.begin(), sigma);
    past.tensors.resize(std::min(past.tensors.size(), most));
    past.numbers.resize(past.tensors.size());
  }
  Model m_model;
};

// What each remembered slope adds over the way to sigma `to`.
using Weights = std::function<std::vector<double>(const std::vector<double>& sigmas, double to)>;

class LinearMultistepRun : public SlopesRun {
 public:
  LinearMultistepRun(const weft_solver_request& request, const MultistepOptions& options, Weights weights)
      : SlopesRun(request), m_options(options), m_weights(std::move(weights)) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const Tensor x0 = m_model.x0(x, t);
    remember(slopeOf(m_model, t, x, x0), m_model.frameAt(t).sigma, size_t(m_options.order));
    const bool ends = m_options.lowerOrderFinal && !(m_model.at(s).b > 0);
    if (ends || past.tensors.size() == 1) return {eulerStep(m_model, t, s, x, x0), x0};
    const auto weights = m_weights(past.numbers, m_model.frameAt(s).sigma);
    std::vector<Term> slopes;
    for (size_t i = 0; i < weights.size(); ++i) slopes.push_back({weights[i], past.tensors[i]});
    return {moveBy(m_model, t, s, x, slopes), x0};
  }

 private:
  const MultistepOptions m_options;
  const Weights m_weights;
};

std::vector<double> evenWeights(const std::vector<double>& sigmas, double to) {
  const auto shares = adamsBashforth(sigmas.size());
  std::vector<double> weights(shares.begin(), shares.end());
  for (double& weight : weights) weight *= to - sigmas[0];
  return weights;
}

// Adams and Bashforth's for uneven steps by divided differences, as the authors' code (diff-sampler) and ComfyUI
// compute them. They are exact where steps are of one length. Where they are not, the third falls short of it by a
// share of how much steps differ, and the four of order 4 do not add up to 1.
std::vector<double> variableWeights(const std::vector<double>& sigmas, double to) {
  const double h = to - sigmas[0];
  const auto back = [&](size_t i) { return sigmas[i] - sigmas[i + 1]; };
  std::vector<double> shares{1};
  if (sigmas.size() >= 2) {
    const double r = h / back(0);
    shares = {1 + r / 2, -r / 2};
  }
  if (sigmas.size() >= 3) {
    const double h1 = back(0), h2 = back(1), r = h1 / h2;
    const double third = (1 - h * h / (3 * h1 * (h1 + h2))) / 2;
    shares = {shares[0] + third, shares[1] - (1 + r) * third, r * third};
    if (sigmas.size() >= 4) {
      const double h3 = back(2), sum = h + h1;
      const double reach = h * sum * (sum + h2) / (h1 * (h1 + h2) * (h1 + h2 + h3));
      const double fourth = ((1 - h / (3 * sum)) / 2 + (1 - h / (2 * sum)) * h / (6 * (sum + h2))) * reach;
      const double q = h1 * (h1 + h2) / (h2 * (h2 + h3));
      shares = {shares[0] + fourth, shares[1] - (1 + r + q) * fourth, shares[2] + (r + q * (1 + h2 / h3)) * fourth,
                -q * r * fourth};
    }
  }
  for (double& share : shares) share *= h;
  return shares;
}

// The newest slope is drawn out beyond its predecessor by gamma - 1.
class GradientEstimationRun : public SlopesRun {
 public:
  GradientEstimationRun(const weft_solver_request& request, double gamma, bool cfgPlusPlus)
      : SlopesRun(request), m_gamma(gamma), m_cfgPlusPlus(cfgPlusPlus) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const Estimate estimate = m_model.estimate(x, t, m_cfgPlusPlus);
    const Tensor slope = slopeOf(m_model, t, x, m_cfgPlusPlus ? estimate.unconditional : estimate.x0);
    const Frame from = m_model.frameAt(t), to = m_model.frameAt(s);
    const double way = to.sigma - from.sigma;
    remember(slope, from.sigma, 2);
    if (!(m_model.at(s).b > 0)) return {combine({{m_model.at(s).a, estimate.x0}}), estimate.x0};
    const Tensor& before = past.tensors.back();  // the newest itself in the first step
    const double more = way * (m_gamma - 1);
    if (m_cfgPlusPlus)
      return {combine({{to.scale, estimate.x0}, {to.scale * (to.sigma + more), slope}, {-to.scale * more, before}}),
              estimate.x0};
    if (past.tensors.size() == 1) return {eulerStep(m_model, t, s, x, estimate.x0), estimate.x0};
    return {moveBy(m_model, t, s, x, {{way + more, slope}, {-more, before}}), estimate.x0};
  }

 private:
  const double m_gamma;
  const bool m_cfgPlusPlus;
};

std::unique_ptr<Object> makeLinear(const MultistepOptions& options, int order, const Weights& weights) {
  return makeSolver({.order = uint32_t(order)}, [options, weights](const auto& request) {
    return std::make_unique<LinearMultistepRun>(request, options, weights);
  });
}

}  // namespace

// The first step is Euler's, so that the error of the whole is of second order at most.
std::unique_ptr<Object> makeLms(const MultistepOptions& options) {
  return makeLinear(options, std::min(options.order, 2),
                    [](const auto& sigmas, double to) { return lagrangeIntegrals(sigmas, sigmas[0], to); });
}

std::unique_ptr<Object> makeIpndm(const MultistepOptions& options, bool variableSteps) {
  if (!variableSteps) return makeLinear(options, std::min(options.order, 2), evenWeights);
  return makeLinear(options, options.order == 4 ? 1 : std::min(options.order, 2), variableWeights);
}

std::unique_ptr<Object> makeGradientEstimation(double gamma, bool cfgPlusPlus) {
  return makeSolver(
      {}, [=](const auto& request) { return std::make_unique<GradientEstimationRun>(request, gamma, cfgPlusPlus); });
}

}  // namespace weft::sampling
