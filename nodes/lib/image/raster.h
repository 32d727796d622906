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
  // Capital letters, digits and some signs of 5 x 7 pixels; small letters become capitals, others a blank.
  void text(int64_t x, int64_t y, std::string_view text, Colour colour);
};

inline constexpr int64_t glyphAdvance = 6;
inline constexpr int64_t glyphHeight = 7;

}  // namespace weft::image
