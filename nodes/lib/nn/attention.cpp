#include "nn/attention.h"

#include <cmath>

#include "nn/kernels.h"

namespace weft::nn {

at::Tensor attend(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values, int64_t heads) {
  const auto split = [&](const at::Tensor& x) {
    return x.view({x.size(0), x.size(1), heads, x.size(2) / heads}).transpose(1, 2);
  };
  const auto q = split(queries), k = split(keys), v = split(values);
  return attention(q, k, v).transpose(1, 2).flatten(2);
}

at::Tensor sinusoids(const at::Tensor& times, int64_t width) {
  const auto half = width / 2;
  const auto options = times.options().dtype(at::kFloat);
  const auto frequencies = at::exp(at::arange(half, options) * (-std::log(10000.0) / double(half)));
  const auto angles = times.to(at::kFloat).unsqueeze(1) * frequencies;
  return at::cat({angles.cos(), angles.sin()}, 1);
}

}  // namespace weft::nn
