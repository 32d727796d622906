// What guidance rules compute with. Denoisers answer with x0, but a rule that is not linear gives another result on
// another kind of prediction, and each has been published for one: so the kind is a choice.
#pragma once

#include <string_view>

#include "sampling/arithmetic.h"

#include <weft/sdk/denoiser.h>

namespace weft::guidance {

enum class Kind { Network, X0, Epsilon, V, Flow };  // Network: the one that the denoiser's network answers with
// "prediction", "x0", "epsilon", "v_prediction", "flow". Failure for others.
Kind kindNamed(std::string_view name);

// At one time every kind is affine in x_t and x0:  p = ofX x_t + ofX0 x0 (diffusion/prediction.h).
// Where a is below sampling::leastSignal, that is taken instead, so that x0 can be told from epsilon.
struct Prediction {
  double ofX, ofX0;

  Tensor fromX0(const Tensor& x, const Tensor& x0) const;
  Tensor toX0(const Tensor& x, const Tensor& p) const;
};
// Network stands for `predicts` (WEFT_PREDICTS_…); a score is taken for epsilon, from which it differs by a factor.
Prediction predictionOf(Kind kind, int32_t predicts, const weft_coefficients& c);

}  // namespace weft::guidance
