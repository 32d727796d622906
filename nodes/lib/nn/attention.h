// Multi-head attention and the embedding of times, as the transformers here share them.
#pragma once

#include <ATen/ATen.h>

namespace weft::nn {

// Queries [N, L, width] over keys and values [N, S, width]; the heads are consecutive parts of the width.
at::Tensor attend(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values, int64_t heads);

// How much each query looks at each key: [N, heads, L, S], float; rows sum to 1.
at::Tensor attentionWeights(const at::Tensor& queries, const at::Tensor& keys, int64_t heads);

// Queries [N, side * side, width], blurred over their grid by a Gaussian with this deviation in cells, above 0;
// infinite: each is the mean of all. Edges are mirrored.
at::Tensor blurOverGrid(const at::Tensor& queries, int64_t side, double deviation);

// Cosines, then sines of times [N] at `width / 2` frequencies each, from 1 down to nearly 1 / 10000; float [N, width].
at::Tensor sinusoids(const at::Tensor& times, int64_t width);

}  // namespace weft::nn
