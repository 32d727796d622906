// Conditionings that act together in one picture: the denoiser that takes combined conditionings (conditioning.h).
#pragma once

#include <memory>

#include <weft/sdk/denoiser.h>

namespace weft::guidance {

struct Composition {
  enum class Rule {
    Mean,  // of the estimates, weighted, in each cell; where nothing acts, the estimate without condition
    Sum    // u + scale * the sum of weight * (c - u); Liu et al. 2022
  };
  Rule rule = Rule::Mean;
  double scale = 1;     // of Sum
  Value without = {};   // the conditioning that stands for "without condition"; empty: the model's own
  int64_t feather = 8;  // of areas without a mask, in cells
  bool crops = false;   // of Mean: a conditioning with an area sees no more of the latent than that
};

// A conditioning that is no combination is one of a single part: its area, mask and times count as well. All parts that
// act at a time are evaluated in one batch; those that see a part of the latent, for themselves. Intermediate states of
// the denoiser are not handed on.
std::unique_ptr<Object> makeComposed(DenoiserRef denoiser, const Composition& composition);

}  // namespace weft::guidance
