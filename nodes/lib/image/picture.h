// A decoded picture, and the limits that are checked before one is decoded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "weft/base/result.h"

namespace weft::image {

// Red, green and blue in 0..1 as three planes of height x width, and alpha as one more where the file has it. Alpha is
// not multiplied into the colours.
struct Picture {
  int64_t width = 0;
  int64_t height = 0;
  std::unique_ptr<float[]> rgb;
  std::unique_ptr<float[]> alpha;  // empty: opaque

  int64_t pixels() const { return width * height; }
};

// The memory is left uninitialised, so that a file which promises more pixels than it has costs only what it has.
Picture makePicture(int64_t width, int64_t height, bool withAlpha);

struct PictureLimits {
  int64_t pixels = int64_t{1} << 26;
  int64_t side = int64_t{1} << 20;
};

Result<void> checkPictureSize(int64_t width, int64_t height, const PictureLimits& limits, const std::string& fileName);

// The orientation tag of EXIF data (1 to 8; 1 is upright), for data that starts with "Exif\0\0". Anything unreadable
// counts as upright: a broken tag does not spoil a good picture.
int exifOrientation(const uint8_t* data, size_t bytes);

// Turns and mirrors the picture so that a picture of this orientation stands upright.
Picture applyOrientation(Picture picture, int orientation);

}  // namespace weft::image
