#include "guidance/blur.h"

#include <array>
#include <cmath>
#include <vector>

namespace weft::guidance {
namespace {

constexpr int64_t reach = 4;

// Mirrored at the middle of the first and the last cell.
int64_t mirrored(int64_t at, int64_t side) {
  if (side == 1) return 0;
  const int64_t period = 2 * (side - 1);
  const int64_t within = (at % period + period) % period;
  return within < side ? within : period - within;
}

std::array<double, 2 * reach + 1> kernelOf(double sigma) {
  std::array<double, 2 * reach + 1> kernel{};
  double sum = 0;
  for (int64_t i = -reach; i <= reach; ++i)
    sum += kernel[size_t(i + reach)] = std::exp(-0.5 * double(i * i) / (sigma * sigma));
  for (double& weight : kernel) weight /= sum;
  return kernel;
}

}  // namespace

Tensor blurred(const Tensor& latent, double sigma) {
  if (latent.rank() != 4) throw Failure("a blur wants a latent [N, C, H, W]", WEFT_ERROR_TYPE_MISMATCH);
  const auto kernel = kernelOf(sigma);
  const int64_t planes = latent.size(0) * latent.size(1), height = latent.size(2), width = latent.size(3);
  const auto from = sampling::numbersOf(latent);
  std::vector<double> across(from.size(), 0.0), both(from.size(), 0.0);
  const auto at = [&](int64_t plane, int64_t y, int64_t x) { return size_t((plane * height + y) * width + x); };
  for (int64_t p = 0; p < planes; ++p)
    for (int64_t y = 0; y < height; ++y)
      for (int64_t x = 0; x < width; ++x)
        for (int64_t i = -reach; i <= reach; ++i)
          across[at(p, y, x)] += kernel[size_t(i + reach)] * from[at(p, y, mirrored(x + i, width))];
  for (int64_t p = 0; p < planes; ++p)
    for (int64_t y = 0; y < height; ++y)
      for (int64_t x = 0; x < width; ++x)
        for (int64_t i = -reach; i <= reach; ++i)
          both[at(p, y, x)] += kernel[size_t(i + reach)] * across[at(p, mirrored(y + i, height), x)];
  return sampling::tensorLike(latent, both);
}

}  // namespace weft::guidance
