// Self-attention guidance: Hong et al., Improving Sample Quality of Diffusion Models Using Self-Attention Guidance,
// 2023.
#pragma once

#include <memory>

#include "guidance/schedule.h"

#include <weft/sdk/denoiser.h>

namespace weft::guidance {

struct SelfAttentionGuidance {
  double scale = 0.75;
  double sigma = 3;      // of the blur, in cells
  double threshold = 1;  // of the attention that a cell is given by all, on average over heads
  Value without;         // the conditioning that stands for "without condition"; empty: the model's own
  Interval interval;
};

// x0 = guided + scale (d - D(d)): u is the plain model's estimate without condition, d is u, blurred where attention is
// high, and D(d) the estimate from d with the noise of u again (equation 11, written for x0).
//
// Attention is read from "states" of the plain model's prediction, where it has such: "attention",
// [conditionings * N, heads, cells, cells] with rows summing to 1, of a grid whose sides are the latent's or whole
// parts of them. Without it everything is blurred: the paper's blur guidance (its section 4.1).
std::unique_ptr<Object> makeSelfAttentionGuided(DenoiserRef guided, DenoiserRef plain,
                                                const SelfAttentionGuidance& guidance);

}  // namespace weft::guidance
