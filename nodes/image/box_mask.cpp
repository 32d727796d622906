#include "box_mask.h"

#include <algorithm>
#include <vector>

namespace weft::images {
namespace {

// For each pixel of a side, how much of it is between two shares of it.
std::vector<float> within(int64_t size, double from, double to, double feather) {
  const double start = from * double(size), end = to * double(size);
  std::vector<float> shares;
  for (int64_t i = 0; i < size; ++i) {
    const double inside = std::min(double(i) + 0.5 - start, end - double(i) - 0.5);  // from the nearer side
    const double share = feather > 0 ? inside / feather + 0.5 : inside > 0;
    shares.push_back(static_cast<float>(std::clamp(share, 0.0, 1.0)));
  }
  return shares;
}

}  // namespace

void BoxMask::process(Call& call) {
  const Tensor picture = call[image];
  if (picture.rank() != 4) throw Failure("expected an image of shape [N, 3, height, width]", WEFT_ERROR_TYPE_MISMATCH);
  const int64_t height = picture.size(2), width = picture.size(3);
  const auto across = within(width, call[left], call[right], call[feather]);
  const auto down = within(height, call[top], call[bottom], call[feather]);
  auto made = MutableTensor::make<float>({1, 1, height, width});
  float* next = made.data<float>().data();
  for (const float row : down)
    for (const float column : across) *next++ = row * column;
  call.set(mask, std::move(made));
}

}  // namespace weft::images
