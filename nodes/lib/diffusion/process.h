// The mathematics of diffusion, once. A process mixes a sample x with standard normal noise z:
//   x_t = a(t) x + b(t) z,
// and a model predicts a target y = c x + d z. Whatever it predicts, x and z follow from x_t and y, since both are
// linear in them; so solvers and guidance work on every family alike.
#pragma once

#include <ATen/ATen.h>

namespace weft::diffusion {

enum class Process {
  RectifiedFlow,       // a = 1 - t, b = t; t from 0 (sample) to 1 (noise)
  VariancePreserving,  // a = cos(pi t / 2), b = sin(pi t / 2); t from 0 to 1
  VarianceExploding,   // a = 1, b = t; t is sigma
};

enum class Target {
  Sample,    // x
  Noise,     // z
  Velocity,  // a z - b x
  Flow,      // z - x
  Score,     // -z / b
};

// Factors of x and of z.
struct Mixture {
  double sample = 0;
  double noise = 0;
};

// a and b at a time.
Mixture mixtureAt(Process process, double time);
// The time at which b / a is this sigma; the inverse of mixtureAt.
double timeOfSigma(Process process, double sigma);
// b / a, infinite where nothing of the sample is left.
double sigmaOf(const Mixture& mixture);
// log(a^2 / b^2).
double logSnr(const Mixture& mixture);
// c and d at a mixture.
Mixture targetAt(Target target, const Mixture& mixture);

// factors.sample * x + factors.noise * z
at::Tensor mix(const Mixture& factors, const at::Tensor& sample, const at::Tensor& noise);

struct SampleAndNoise {
  at::Tensor sample, noise;
};
// x and z from x_t and what was predicted there. Undefined where a d = b c: there the prediction tells nothing beyond
// x_t (noise predicted at b = 1, a = 0, say).
SampleAndNoise solve(const Mixture& mixture, Target target, const at::Tensor& mixed, const at::Tensor& prediction);

// What a model with target `to` would have predicted, from what one with target `from` did.
at::Tensor convert(const Mixture& mixture, Target from, Target to, const at::Tensor& mixed,
                   const at::Tensor& prediction);

// Times for training: sigmoid of normal numbers, with a share of uniform ones so that the ends are seen as well.
at::Tensor logitNormalTimes(int64_t count, double mean, double deviation, double uniformShare,
                            at::Generator& generator);

}  // namespace weft::diffusion
