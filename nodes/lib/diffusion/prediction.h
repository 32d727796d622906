// What networks predict, and how one prediction becomes another. Each target is a mixture of sample and noise,
//   y = c x + d z,
// and so is x_t = a x + b z (process.h): x and z, and with them every other target, follow from x_t and y.
#pragma once

#include <optional>
#include <string_view>

#include "diffusion/process.h"

namespace weft::diffusion {

enum class Target {
  Sample,   // x
  Epsilon,  // z
  V,        // (a z - b x) / sqrt(a^2 + b^2): of Salimans & Ho, Progressive Distillation, 2022, appendix D, in the
            // variance-preserving coordinates of any process, so that it depends on the ratio of a and b alone
  Flow,     // z - x, the velocity of a rectified flow
  Score,    // -z / b, the gradient of log p(x_t | x) in x_t
};

// As prediction_type of diffusers: sample, epsilon, v_prediction, flow_prediction; and score.
std::string_view nameOf(Target target);
// Nothing where there is no target of this name.
std::optional<Target> targetOf(std::string_view name);

// c and d.
struct Factors {
  double sample, noise;
};
// Infinite for the score where there is no noise (b = 0).
Factors targetAt(Target target, const Coefficients& c);

// One target from x_t and another: to = mixed * x_t + prediction * from.
struct Conversion {
  double mixed, prediction;
};
// Nothing where x_t and the prediction do not tell it: of epsilon or the score where no sample is left (a = 0), save of
// each other; of the sample where there is no noise (b = 0); and to or of the score there, which is not defined.
// The same target is {0, 1}, always.
std::optional<Conversion> conversion(Target from, Target to, const Coefficients& c);

}  // namespace weft::diffusion
