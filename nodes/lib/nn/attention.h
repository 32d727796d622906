// Multi-head attention and the embedding of times, as the transformers here share them.
#pragma once

#include <ATen/ATen.h>

namespace weft::nn {

// Queries [N, L, width] over keys and values [N, S, width]; the heads are consecutive parts of the width.
at::Tensor attend(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values, int64_t heads);

// Cosines, then sines of times [N] at `width / 2` frequencies each, from 1 down to nearly 1 / 10000; float [N, width].
at::Tensor sinusoids(const at::Tensor& times, int64_t width);

}  // namespace weft::nn
