#include "diffusion/process.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace weft::diffusion {

Mixture mixtureAt(Process process, double time) {
  switch (process) {
    case Process::RectifiedFlow:
      return {1 - time, time};
    case Process::VariancePreserving:
      return {std::cos(std::numbers::pi / 2 * time), std::sin(std::numbers::pi / 2 * time)};
    case Process::VarianceExploding:
      return {1, time};
  }
  return {};
}

double timeOfSigma(Process process, double sigma) {
  switch (process) {
    case Process::RectifiedFlow:
      return std::isinf(sigma) ? 1 : sigma / (1 + sigma);
    case Process::VariancePreserving:
      return std::atan(sigma) * 2 / std::numbers::pi;
    case Process::VarianceExploding:
      return sigma;
  }
  return 0;
}

double sigmaOf(const Mixture& mixture) {
  return mixture.sample > 0 ? mixture.noise / mixture.sample : std::numeric_limits<double>::infinity();
}

double logSnr(const Mixture& mixture) { return 2 * std::log(mixture.sample / mixture.noise); }

Mixture targetAt(Target target, const Mixture& mixture) {
  switch (target) {
    case Target::Sample:
      return {1, 0};
    case Target::Noise:
      return {0, 1};
    case Target::Velocity:
      return {-mixture.noise, mixture.sample};
    case Target::Flow:
      return {-1, 1};
    case Target::Score:
      return {0, -1 / mixture.noise};
  }
  return {};
}

at::Tensor mix(const Mixture& factors, const at::Tensor& sample, const at::Tensor& noise) {
  return sample * factors.sample + noise * factors.noise;
}

SampleAndNoise solve(const Mixture& mixture, Target target, const at::Tensor& mixed, const at::Tensor& prediction) {
  const auto wanted = targetAt(target, mixture);
  const double determinant = mixture.sample * wanted.noise - mixture.noise * wanted.sample;
  return {(mixed * wanted.noise - prediction * mixture.noise) / determinant,
          (prediction * mixture.sample - mixed * wanted.sample) / determinant};
}

at::Tensor convert(const Mixture& mixture, Target from, Target to, const at::Tensor& mixed,
                   const at::Tensor& prediction) {
  if (from == to) return prediction;
  const auto [sample, noise] = solve(mixture, from, mixed, prediction);
  return mix(targetAt(to, mixture), sample, noise);
}

at::Tensor logitNormalTimes(int64_t count, double mean, double deviation, double uniformShare,
                            at::Generator& generator) {
  const auto normal = at::randn({count}, generator, at::TensorOptions(at::kFloat));
  const auto uniform = at::rand({count}, generator, at::TensorOptions(at::kFloat));
  const auto choice = at::rand({count}, generator, at::TensorOptions(at::kFloat));
  return at::where(choice < uniformShare, uniform, at::sigmoid(normal * deviation + mean));
}

}  // namespace weft::diffusion
