#include "mixture.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

struct Posterior {
  double variance;             // v
  std::vector<double> shares;  // p(k | x_t)
  std::vector<double> mean;    // of mu_k over them
};

Posterior posteriorAt(const Mixture& mixture, const Noising& noising, std::span<const double> noisy) {
  const double spread = noising.a * mixture.deviation;
  Posterior posterior{spread * spread + noising.b * noising.b, {}, std::vector<double>(noisy.size(), 0.0)};
  double greatest = -std::numeric_limits<double>::infinity();
  for (size_t k = 0; k < mixture.means.size(); ++k) {
    double squares = 0;
    for (size_t i = 0; i < noisy.size(); ++i) {
      const double way = noisy[i] - noising.a * mixture.means[k][i];
      squares += way * way;
    }
    posterior.shares.push_back(std::log(mixture.weights[k]) - squares / (2 * posterior.variance));
    greatest = std::max(greatest, posterior.shares.back());
  }
  double sum = 0;
  for (double& share : posterior.shares) sum += share = std::exp(share - greatest);
  for (size_t k = 0; k < mixture.means.size(); ++k) {
    posterior.shares[k] /= sum;
    for (size_t i = 0; i < noisy.size(); ++i) posterior.mean[i] += posterior.shares[k] * mixture.means[k][i];
  }
  return posterior;
}

}  // namespace

void expectClean(const Mixture& mixture, const Noising& noising, std::span<const double> noisy, std::span<double> out) {
  const Posterior posterior = posteriorAt(mixture, noising, noisy);
  const double ofNoisy = noising.a * mixture.deviation * mixture.deviation / posterior.variance;
  const double ofMean = noising.b * noising.b / posterior.variance;
  for (size_t i = 0; i < noisy.size(); ++i) out[i] = ofNoisy * noisy[i] + ofMean * posterior.mean[i];
}

void pullBack(const Mixture& mixture, const Noising& noising, std::span<const double> noisy,
              std::span<const double> cotangent, std::span<double> out) {
  const Posterior posterior = posteriorAt(mixture, noising, noisy);
  const double ofNoisy = noising.a * mixture.deviation * mixture.deviation / posterior.variance;
  const double ofSpread = noising.a * noising.b * noising.b / (posterior.variance * posterior.variance);
  for (size_t i = 0; i < noisy.size(); ++i) out[i] = ofNoisy * cotangent[i];
  for (size_t k = 0; k < mixture.means.size(); ++k) {
    double along = 0;
    for (size_t i = 0; i < noisy.size(); ++i) along += (mixture.means[k][i] - posterior.mean[i]) * cotangent[i];
    const double factor = ofSpread * posterior.shares[k] * along;
    for (size_t i = 0; i < noisy.size(); ++i) out[i] += factor * (mixture.means[k][i] - posterior.mean[i]);
  }
}
