#include "diffusion/betas.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <string>

namespace weft::diffusion {
namespace {

constexpr double greatestBeta = 0.999;

Error wrong(const std::string& message) { return makeError(ErrorCode::InvalidArgument, message); }

// Evenly spaced, both ends included.
std::vector<double> spaced(double first, double last, int64_t count) {
  std::vector<double> numbers(static_cast<size_t>(count), first);
  for (int64_t i = 1; i < count; ++i)
    numbers[static_cast<size_t>(i)] = first + (last - first) * double(i) / double(count - 1);
  return numbers;
}

std::vector<double> betasForAlphaBar(int64_t steps, const std::function<double(double)>& alphaBar) {
  std::vector<double> betas;
  for (int64_t i = 0; i < steps; ++i)
    betas.push_back(
        std::min(1 - alphaBar(double(i + 1) / double(steps)) / alphaBar(double(i) / double(steps)), greatestBeta));
  return betas;
}

double cosineAlphaBar(double t) {
  const double cosine = std::cos((t + 0.008) / 1.008 * std::numbers::pi / 2);
  return cosine * cosine;
}

// The signal-to-noise ratio follows the quantiles of a Laplace distribution; 1e-6 keeps its ends finite.
double laplaceAlphaBar(double t) {
  const double lambda = -0.5 * std::copysign(1.0, 0.5 - t) * std::log(1 - 2 * std::abs(0.5 - t) + 1e-6);
  return std::sqrt(1 / (1 + std::exp(-lambda)));
}

}  // namespace

Result<std::vector<double>> betasOf(const BetaSchedule& schedule) {
  if (schedule.steps < 1 || schedule.steps > 1'000'000)
    return wrong("num_train_timesteps is " + std::to_string(schedule.steps) + "; wanted 1 to 1000000");
  if (schedule.name == "squaredcos_cap_v2") return betasForAlphaBar(schedule.steps, cosineAlphaBar);
  if (schedule.name == "laplace") return betasForAlphaBar(schedule.steps, laplaceAlphaBar);

  const double start = schedule.start, end = schedule.end;
  if (!(start > 0 && start <= end && end < 1))
    return wrong("beta_start is " + std::to_string(start) + " and beta_end " + std::to_string(end) +
                 "; wanted 0 < beta_start <= beta_end < 1");
  if (schedule.name == "linear") return spaced(start, end, schedule.steps);
  if (schedule.name == "scaled_linear") {
    auto betas = spaced(std::sqrt(start), std::sqrt(end), schedule.steps);
    for (double& beta : betas) beta *= beta;
    return betas;
  }
  if (schedule.name == "sigmoid") {
    auto betas = spaced(-6, 6, schedule.steps);
    for (double& beta : betas) beta = start + (end - start) / (1 + std::exp(-beta));
    return betas;
  }
  return wrong("there is no beta schedule \"" + std::string(schedule.name) +
               "\"; wanted linear, scaled_linear, squaredcos_cap_v2, sigmoid or laplace");
}

Result<std::vector<double>> alphasCumprodOf(std::span<const double> betas) {
  if (betas.empty()) return wrong("there are no betas; wanted one for each trained step");
  std::vector<double> alphas;
  double product = 1;
  for (const double beta : betas) {
    const bool isLast = alphas.size() + 1 == betas.size();
    if (!(beta > 0 && (beta < 1 || (isLast && beta == 1))))
      return wrong("beta " + std::to_string(alphas.size()) + " is " + std::to_string(beta) +
                   "; wanted more than 0 and less than 1, or 1 for the last");
    alphas.push_back(product *= 1 - beta);
  }
  return alphas;
}

Result<std::vector<double>> rescaleZeroTerminalSnr(std::vector<double> alphasCumprod) {
  if (alphasCumprod.size() < 2) return wrong("zero terminal SNR wants two trained steps or more");
  const double first = std::sqrt(alphasCumprod.front()), last = std::sqrt(alphasCumprod.back());
  if (!(first > last)) return wrong("alphas_cumprod must fall");
  for (double& alphaBar : alphasCumprod) {
    const double root = (std::sqrt(alphaBar) - last) * (first / (first - last));
    alphaBar = root * root;
  }
  return alphasCumprod;
}

}  // namespace weft::diffusion
