// A small RGB picture with eight bits a channel, for plots and overviews.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace weft::image {

struct Colour {
  uint8_t red = 0, green = 0, blue = 0;
};

struct Raster {
  int64_t width = 0;
  int64_t height = 0;
  std::vector<uint8_t> rgb;  // interleaved, rows from top to bottom

  Raster(int64_t width, int64_t height, Colour background = {255, 255, 255});

  // What lies outside is left out.
  void set(int64_t x, int64_t y, Colour colour);
  void fill(int64_t x, int64_t y, int64_t width, int64_t height, Colour colour);
  void line(int64_t x0, int64_t y0, int64_t x1, int64_t y1, Colour colour);
  // In the dots of image/text.h, the letters' upper left corner at (x, y).
  void text(int64_t x, int64_t y, std::string_view text, Colour colour);
};

}  // namespace weft::image
