#include "nn/attention.h"

#include <algorithm>
#include <cmath>

#include "nn/kernels.h"

namespace weft::nn {
namespace {

at::Tensor splitHeads(const at::Tensor& x, int64_t heads) {
  return x.view({x.size(0), x.size(1), heads, x.size(2) / heads}).transpose(1, 2);
}

// Row i says how a blurred line takes its cell i from the others.
at::Tensor blurMatrix(int64_t side, double deviation) {
  auto matrix = at::zeros({side, side}, at::kDouble);
  auto weights = matrix.accessor<double, 2>();
  const auto reach = int64_t(std::min(std::ceil(4 * deviation), 8.0 * double(side)));
  const int64_t period = std::max<int64_t>(1, 2 * (side - 1));
  for (int64_t i = 0; i < side; ++i)
    for (int64_t offset = -reach; offset <= reach; ++offset) {
      const int64_t within = ((i + offset) % period + period) % period;
      const int64_t from = within < side ? within : period - within;
      weights[i][from] += std::exp(-0.5 * double(offset * offset) / (deviation * deviation));
    }
  return matrix / matrix.sum(1, true);
}

}  // namespace

at::Tensor attend(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values, int64_t heads) {
  const auto q = splitHeads(queries, heads), k = splitHeads(keys, heads), v = splitHeads(values, heads);
  return attention(q, k, v).transpose(1, 2).flatten(2);
}

at::Tensor attentionWeights(const at::Tensor& queries, const at::Tensor& keys, int64_t heads) {
  const auto q = splitHeads(queries, heads).to(at::kFloat), k = splitHeads(keys, heads).to(at::kFloat);
  return at::softmax(at::matmul(q, k.transpose(2, 3)) / std::sqrt(double(q.size(3))), -1);
}

at::Tensor blurOverGrid(const at::Tensor& queries, int64_t side, double deviation) {
  if (std::isinf(deviation)) return queries.mean(1, true).expand_as(queries).contiguous();
  const auto blur = blurMatrix(side, deviation).to(queries.options());
  const auto grid = queries.unflatten(1, {side, side}).permute({0, 3, 1, 2});  // [N, width, side, side]
  return at::matmul(at::matmul(blur, grid), blur.t()).permute({0, 2, 3, 1}).flatten(1, 2).contiguous();
}

at::Tensor sinusoids(const at::Tensor& times, int64_t width) {
  const auto half = width / 2;
  const auto options = times.options().dtype(at::kFloat);
  const auto frequencies = at::exp(at::arange(half, options) * (-std::log(10000.0) / double(half)));
  const auto angles = times.to(at::kFloat).unsqueeze(1) * frequencies;
  return at::cat({angles.cos(), angles.sin()}, 1);
}

}  // namespace weft::nn
