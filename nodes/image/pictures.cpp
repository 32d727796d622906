#include "pictures.h"

namespace weft::images {

MutableTensor makePicture(int64_t width, int64_t height, int64_t count) {
  constexpr int64_t most = int64_t{1} << 26;
  if (width > most / height || width * height > most / count)
    throw Failure("a picture of " + std::to_string(width) + " x " + std::to_string(height) +
                  " pixels is too large; at most " + std::to_string(most) + " pixels are allowed");
  return MutableTensor::make<float>({count, 3, height, width});
}

}  // namespace weft::images
