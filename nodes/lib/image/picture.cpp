#include "image/picture.h"

#include <cstring>

namespace weft::image {
namespace {

// One plane; (x, y) of the result comes from where the orientation puts it in the source.
void orientPlane(const float* from, float* to, int64_t width, int64_t height, int orientation) {
  const bool transposed = orientation >= 5;
  const int64_t toWidth = transposed ? height : width;
  const int64_t toHeight = transposed ? width : height;
  for (int64_t y = 0; y < toHeight; ++y) {
    for (int64_t x = 0; x < toWidth; ++x) {
      int64_t sourceX = transposed ? y : x;
      int64_t sourceY = transposed ? x : y;
      if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8) sourceX = width - 1 - sourceX;
      if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) sourceY = height - 1 - sourceY;
      to[y * toWidth + x] = from[sourceY * width + sourceX];
    }
  }
}

}  // namespace

Picture makePicture(int64_t width, int64_t height, bool withAlpha) {
  Picture picture;
  picture.width = width;
  picture.height = height;
  picture.rgb = std::make_unique_for_overwrite<float[]>(static_cast<size_t>(3 * width * height));
  if (withAlpha) picture.alpha = std::make_unique_for_overwrite<float[]>(static_cast<size_t>(width * height));
  return picture;
}

Result<void> checkPictureSize(int64_t width, int64_t height, const PictureLimits& limits, const std::string& fileName) {
  const auto refuse = [&](const std::string& why) {
    return makeError(ErrorCode::BadFile, fileName + ": a picture of " + std::to_string(width) + " x " +
                                             std::to_string(height) + " pixels " + why);
  };
  if (width <= 0 || height <= 0) return refuse("has no content");
  if (width > limits.side || height > limits.side) {
    return refuse("is too long; at most " + std::to_string(limits.side) + " on a side are allowed");
  }
  if (width > limits.pixels / height) {
    return refuse("is too large; at most " + std::to_string(limits.pixels) + " pixels are allowed");
  }
  return {};
}

int exifOrientation(const uint8_t* data, size_t bytes) {
  constexpr size_t prefix = 6;
  constexpr uint32_t orientationTag = 0x0112;
  if (bytes < prefix + 8 || std::memcmp(data, "Exif\0\0", prefix) != 0) return 1;
  const uint8_t* tiff = data + prefix;
  const size_t size = bytes - prefix;
  const bool little = tiff[0] == 'I';
  const auto number = [&](size_t at, size_t count) {
    uint32_t value = 0;
    for (size_t i = 0; i < count; ++i) value = value << 8 | tiff[little ? at + count - 1 - i : at + i];
    return value;
  };
  const size_t directory = number(4, 4);
  if (directory > size - 2) return 1;
  const size_t entries = number(directory, 2);
  for (size_t i = 0; i < entries; ++i) {
    const size_t at = directory + 2 + 12 * i;
    if (at + 12 > size) return 1;
    if (number(at, 2) != orientationTag) continue;
    const uint32_t orientation = number(at + 8, 2);
    return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
  }
  return 1;
}

Picture applyOrientation(Picture picture, int orientation) {
  if (orientation <= 1 || orientation > 8) return picture;
  const bool transposed = orientation >= 5;
  Picture upright = makePicture(transposed ? picture.height : picture.width,
                                transposed ? picture.width : picture.height, picture.alpha != nullptr);
  const int64_t plane = picture.pixels();
  for (int64_t channel = 0; channel < 3; ++channel) {
    orientPlane(picture.rgb.get() + channel * plane, upright.rgb.get() + channel * plane, picture.width, picture.height,
                orientation);
  }
  if (picture.alpha) {
    orientPlane(picture.alpha.get(), upright.alpha.get(), picture.width, picture.height, orientation);
  }
  return upright;
}

}  // namespace weft::image
