// A tensor as a picture that a screen shows.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include <weft/base/result.h>
#include <weft/value/value.h>

namespace weft::runner {

struct PictureOptions {
  int64_t batch = 0;                           // which of the pictures in the tensor
  std::optional<int64_t> channel;              // one of its channels, as grey
  std::optional<std::array<double, 2>> range;  // what becomes black and white; 0 and 1 (255 for bytes) where missing
  bool wholeRange = false;                     // the least and the most of what is shown
  std::array<int64_t, 4> region{0, 0, 0, 0};   // x, y, width, height; no width: all of it
  int64_t maximumSide = 0;                     // not 0: scaled down to it, each pixel the mean of those it stands for
};

struct Picture {
  uint32_t width = 0, height = 0;
  std::vector<uint8_t> pixels;            // red, green, blue, alpha; rows without gaps
  int64_t fullWidth = 0, fullHeight = 0;  // of the tensor
};

// Of a tensor [batch, channels, height, width], [channels, height, width] or [height, width] with 1 (grey), 3 (RGB) or
// 4 (RGB and alpha) channels, or any number where one is chosen.
Result<Picture> makePicture(const Value& value, const PictureOptions& options);

}  // namespace weft::runner
