#include "sampling/latents/latent_mask.h"

#include <string>

#include "sampling/arithmetic.h"

namespace weft::sampling {
namespace {

bool fits(const Tensor& mask, std::span<const int64_t> latent) {
  if (mask.rank() != 4 || latent.size() != 4 || mask.elements() == 0) return false;
  const bool batch = mask.size(0) == 1 || mask.size(0) == latent[0];
  const bool channels = mask.size(1) == 1 || mask.size(1) == latent[1];
  return batch && channels && mask.size(2) % latent[2] == 0 && mask.size(3) % latent[3] == 0;
}

}  // namespace

std::vector<double> latentMask(const Value& value, std::span<const int64_t> latentShape) {
  const Tensor mask = asComputed(value, "the mask");
  if (!fits(mask, latentShape))
    throw Failure("the mask is " + shapeText(mask.shape()) + "; for latents " + shapeText(latentShape) +
                      " it has to be [N or 1, 1 or C, height, width], of their size or a whole multiple of it",
                  WEFT_ERROR_TYPE_MISMATCH);
  const std::vector<double> values = numbersOf(mask);
  for (const double share : values)
    if (!(share >= 0 && share <= 1))
      throw Failure("the mask has the value " + std::to_string(share) + "; wanted 0 (keep) to 1 (draw anew)");

  const int64_t height = latentShape[2], width = latentShape[3];
  const int64_t down = mask.size(2) / height, across = mask.size(3) / width;
  std::vector<double> shares;
  shares.reserve(size_t(latentShape[0] * latentShape[1] * height * width));
  for (int64_t n = 0; n < latentShape[0]; ++n)
    for (int64_t c = 0; c < latentShape[1]; ++c) {
      const int64_t plane = (mask.size(0) == 1 ? 0 : n) * mask.size(1) + (mask.size(1) == 1 ? 0 : c);
      for (int64_t y = 0; y < height; ++y)
        for (int64_t x = 0; x < width; ++x) {
          double sum = 0;
          for (int64_t row = y * down; row < (y + 1) * down; ++row)
            for (int64_t column = x * across; column < (x + 1) * across; ++column)
              sum += values[size_t((plane * mask.size(2) + row) * mask.size(3) + column)];
          shares.push_back(sum / double(down * across));
        }
    }
  return shares;
}

Tensor blend(std::span<const double> shares, const Tensor& inside, const Tensor& outside) {
  std::vector<double> numbers = numbersOf(inside);
  const std::vector<double> others = numbersOf(outside);
  if (numbers.size() != shares.size() || others.size() != shares.size())
    throw Failure("tensors of " + std::to_string(numbers.size()) + " and " + std::to_string(others.size()) +
                      " numbers do not fit a mask of " + std::to_string(shares.size()),
                  WEFT_ERROR_TYPE_MISMATCH);
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (shares[i] == 0)
      numbers[i] = others[i];
    else if (shares[i] != 1)
      numbers[i] = shares[i] * numbers[i] + (1 - shares[i]) * others[i];
  }
  return tensorLike(inside, numbers);
}

Tensor repeatedTo(const Tensor& latent, int64_t count, const char* what) {
  if (latent.rank() > 0 && latent.size(0) == count) return latent;
  if (latent.rank() == 0 || latent.size(0) != 1)
    throw Failure(std::string(what) + " is " + shapeText(latent.shape()) + " and does not fit a batch of " +
                      std::to_string(count),
                  WEFT_ERROR_TYPE_MISMATCH);
  std::vector<int64_t> shape(latent.shape().begin(), latent.shape().end());
  shape[0] = count;
  auto all = MutableTensor::make(latent.dtype(), shape);
  const auto one = latent.copyBytes();
  for (size_t begin = 0; begin < all.bytes().size(); begin += one.size())
    std::ranges::copy(one, all.bytes().begin() + std::ptrdiff_t(begin));
  return std::move(all).publish();
}

}  // namespace weft::sampling
