#include "guidance/composition.h"

#include <algorithm>
#include <string>

#include "sampling/arithmetic.h"

namespace weft::guidance {
namespace {

// The means of blocks of an area mask that has as many cells as the latent, or a multiple of them.
std::vector<double> maskOf(const Value& value, const std::vector<int64_t>& shape) {
  const Tensor mask = sampling::asComputed(value, "\"area_mask\" of the conditioning");
  const int64_t height = shape[2], width = shape[3];
  const bool fits = mask.rank() == 4 && (mask.size(0) == 1 || mask.size(0) == shape[0]) && mask.size(1) == 1 &&
                    mask.size(2) > 0 && mask.size(2) % height == 0 && mask.size(3) > 0 && mask.size(3) % width == 0;
  if (!fits) {
    std::string sides;
    for (const int64_t side : mask.shape()) sides += (sides.empty() ? "" : ", ") + std::to_string(side);
    throw Failure("the mask of a conditioning is [" + sides + "]; wanted [1 or " + std::to_string(shape[0]) + ", 1, " +
                      std::to_string(height) + ", " + std::to_string(width) + "], or multiples of the last two",
                  WEFT_ERROR_TYPE_MISMATCH);
  }
  const int64_t down = mask.size(2) / height, across = mask.size(3) / width;
  const auto numbers = sampling::numbersOf(mask);
  if (!std::ranges::all_of(numbers, [](double x) { return x >= 0 && x <= 1; }))
    throw Failure("the mask of a conditioning has values that are not within 0..1");
  std::vector<double> cells(size_t(shape[0] * height * width), 0.0);
  for (int64_t n = 0; n < shape[0]; ++n)
    for (int64_t y = 0; y < mask.size(2); ++y)
      for (int64_t x = 0; x < mask.size(3); ++x) {
        const int64_t of = mask.size(0) == 1 ? 0 : n;
        cells[size_t((n * height + y / down) * width + x / across)] +=
            numbers[size_t((of * mask.size(2) + y) * mask.size(3) + x)] / double(down * across);
      }
  return cells;
}

// 0 outside, 1 inside, and in between where the edge is not the latent's.
double softness(int64_t at, int64_t begin, int64_t length, int64_t side, int64_t feather) {
  if (at < begin || at >= begin + length) return 0;
  const int64_t cells = std::min(feather, length / 4);
  double weight = 1;
  if (begin > 0 && at - begin < cells) weight *= double(at - begin + 1) / double(cells);
  const int64_t left = begin + length - 1 - at;
  if (begin + length < side && left < cells) weight *= double(left + 1) / double(cells);
  return weight;
}

}  // namespace

Part partFrom(const Value& conditioning, const std::vector<int64_t>& shape, int64_t feather) {
  Part part;
  part.conditioning = conditioning;
  if (const auto times = timeRangeOf(conditioning)) part.times = *times;
  part.strength = strengthOf(conditioning);
  const int64_t height = shape[2], width = shape[3];
  const Value mask = conditioning.kind() == WEFT_KIND_RECORD ? conditioning.item("area_mask") : Value();
  const auto area = areaOf(conditioning);
  part.weights.assign(size_t(shape[0] * height * width), part.strength);
  if (area) part.area = cellsOf(*area, height, width);
  if (mask) {
    const auto cells = maskOf(mask, shape);
    for (size_t i = 0; i < cells.size(); ++i) part.weights[i] *= cells[i];
  }
  if (!part.area) return part;
  const int64_t soft = mask ? 0 : feather;
  for (int64_t n = 0; n < shape[0]; ++n)
    for (int64_t y = 0; y < height; ++y)
      for (int64_t x = 0; x < width; ++x)
        part.weights[size_t((n * height + y) * width + x)] *=
            softness(y, part.area->y, part.area->height, height, soft) *
            softness(x, part.area->x, part.area->width, width, soft);
  return part;
}

}  // namespace weft::guidance
