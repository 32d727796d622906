#include "sampling/token_distribution.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <weft/sdk/host.h>

namespace weft::sampling {

TokenDistribution::TokenDistribution(std::vector<double> probabilities) : m_probabilities(std::move(probabilities)) {
  double sum = 0;
  for (const double p : m_probabilities) {
    if (!(p >= 0) || std::isinf(p))
      throw Failure("the denoiser answers with negative or undefined numbers, not with probabilities of tokens");
    sum += p;
  }
  if (!(sum > 0)) throw Failure("the denoiser takes no token for possible, but the mask");
  for (double& p : m_probabilities) p /= sum;
}

size_t TokenDistribution::draw(const TokenDraw& how, double uniform) const {
  const auto likeliest = std::max_element(m_probabilities.begin(), m_probabilities.end());
  if (how.temperature <= 0) return size_t(likeliest - m_probabilities.begin());
  std::vector<double> weights = m_probabilities;
  if (how.temperature != 1)
    for (double& weight : weights) weight = std::pow(weight / *likeliest, 1 / how.temperature);

  const bool all = how.topK <= 0 && how.topP >= 1;
  std::vector<size_t> order(weights.size());
  std::iota(order.begin(), order.end(), size_t(0));
  if (!all) {
    std::ranges::stable_sort(order, [&](size_t a, size_t b) { return weights[a] > weights[b]; });
    if (how.topK > 0) order.resize(std::min(order.size(), size_t(how.topK)));
    double total = 0, sum = 0;
    for (const size_t token : order) total += weights[token];
    size_t kept = 0;
    while (kept < order.size() && (kept == 0 || sum < how.topP * total)) sum += weights[order[kept++]];
    order.resize(kept);
  }
  double total = 0;
  for (const size_t token : order) total += weights[token];
  double rest = uniform * total;
  size_t last = order.front();
  for (const size_t token : order) {
    if (!(weights[token] > 0)) continue;
    last = token;
    if (rest < weights[token]) break;
    rest -= weights[token];
  }
  return last;
}

double TokenDistribution::margin() const {
  double first = 0, second = 0;
  for (const double p : m_probabilities) {
    if (p > first)
      second = std::exchange(first, p);
    else
      second = std::max(second, p);
  }
  return first - second;
}

double TokenDistribution::entropy() const {
  double sum = 0;
  for (const double p : m_probabilities)
    if (p > 0) sum -= p * std::log(p);
  return sum;
}

}  // namespace weft::sampling
