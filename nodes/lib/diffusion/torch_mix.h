// The mathematics of diffusion (process.h, prediction.h) on tensors of LibTorch, for training and for networks.
#pragma once

#include <ATen/ATen.h>

#include "diffusion/prediction.h"

namespace weft::diffusion {

// What a network with target `to` would have predicted, from what one with target `from` did. std::domain_error where
// the two tensors do not tell it; see conversion().
at::Tensor convert(const Coefficients& c, Target from, Target to, const at::Tensor& mixed,
                   const at::Tensor& prediction);

// [count] times for training, float32: sigmoid of normal numbers (logitNormalFlow of clock.h), with a share of
// uniform ones so that the ends are seen as well.
at::Tensor logitNormalTimes(int64_t count, double mean, double deviation, double uniformShare,
                            at::Generator& generator);

}  // namespace weft::diffusion
