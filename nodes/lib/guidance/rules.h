// The rules that compare the estimate with a condition and the one without, and those that need no second one.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "guidance/guided.h"
#include "guidance/prediction.h"

namespace weft::guidance {

using MakeRule = std::function<std::unique_ptr<Rule>()>;

// x0 = the sum of factors * estimates.
MakeRule linearRule(std::vector<double> factors);

// x0 = change(x0).
MakeRule changedRule(std::function<Tensor(const Tensor& x0)> change);

// How the rules below are asked for, in the words of diffusers' guiders.
struct FreeGuidance {
  double scale = 3;
  bool original = false;  // the paper's c + scale (c - u) in place of u + scale (c - u)
  double rescale = 0;     // guidance_rescale
  Kind kind = Kind::Network;

  // The scale at which c is answered: then u need not be evaluated. Rescaling c to c changes nothing either.
  bool isIdle() const { return scale == (original ? 0 : 1); }
  Tensor follow(const Tensor& c, const Tensor& u) const;
};

// What stands in for the estimates of a prediction's kind; c and u are of that kind, and so is what is answered.
using FreeFormula = std::function<Tensor(const Moment& moment, std::span<const Tensor> estimates)>;
// The formula, on predictions of the kind, then the rescaling. `makeFormula` is called once for each sampling.
MakeRule freeRule(const FreeGuidance& guidance, std::function<FreeFormula()> makeFormula);

// Ho and Salimans: linear where nothing is rescaled.
MakeRule classifierFreeRule(const FreeGuidance& guidance);

// Of the first `zeroSteps` steps the prediction is 0; then u is optimally scaled.
MakeRule zeroStarRule(const FreeGuidance& guidance, size_t zeroSteps);

struct AdaptiveProjection {
  double eta = 1;
  double threshold = 0;  // of the difference's length; 0: none
  double momentum = 0;   // of the differences before; begins anew where time rises
};
MakeRule adaptivelyProjectedRule(const FreeGuidance& guidance, const AdaptiveProjection& projection);

}  // namespace weft::guidance
