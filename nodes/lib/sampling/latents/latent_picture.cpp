#include "sampling/latents/latent_picture.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "sampling/arithmetic.h"

namespace weft::sampling {
namespace {

constexpr double full = 2.5;  // deviations from the middle to black or white

// How much of channel c colour k shows.
double weight(size_t c, size_t channels, size_t k) {
  if (channels == 3) return c == k ? 1 : 0;
  if (channels == 1) return 1;
  return std::cos(2 * std::numbers::pi * (double(c) / double(channels) - double(k) / 3));
}

// To the middle 0 and the ends -1 and 1.
void normalise(std::span<double> plane) {
  double mean = 0, square = 0;
  for (const double number : plane) mean += number / double(plane.size());
  for (const double number : plane) square += (number - mean) * (number - mean) / double(plane.size());
  const double scale = square > 0 ? 1 / (full * std::sqrt(square)) : 0;
  for (double& number : plane) number = (number - mean) * scale;
}

}  // namespace

Tensor latentPicture(const Tensor& latent) {
  if (latent.rank() != 4 || latent.elements() == 0)
    throw Failure("a picture of a latent wants [N, C, H, W], not " + shapeText(latent.shape()),
                  WEFT_ERROR_TYPE_MISMATCH);
  const std::vector<double> numbers = numbersOf(latent);
  const auto batch = size_t(latent.size(0)), channels = size_t(latent.size(1));
  const size_t cells = size_t(latent.size(2)) * size_t(latent.size(3));
  auto picture = MutableTensor::make<float>({latent.size(0), 3, latent.size(2), latent.size(3)});
  auto out = picture.data<float>().begin();
  std::vector<double> plane(cells);
  for (size_t n = 0; n < batch; ++n)
    for (size_t k = 0; k < 3; ++k) {
      std::ranges::fill(plane, 0);
      for (size_t c = 0; c < channels; ++c) {
        const double share = weight(c, channels, k);
        for (size_t i = 0; share != 0 && i < cells; ++i) plane[i] += share * numbers[(n * channels + c) * cells + i];
      }
      if (channels != 3) normalise(plane);
      // Not a number shows as black.
      for (const double number : plane) *out++ = float(number > -1 ? std::min(number / 2 + 0.5, 1.0) : 0);
    }
  return std::move(picture).publish();
}

}  // namespace weft::sampling
