#include "image/raster.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "image/text.h"

namespace weft::image {

Raster::Raster(int64_t w, int64_t h, Colour background) : width(w), height(h), rgb(static_cast<size_t>(3 * w * h)) {
  fill(0, 0, w, h, background);
}

void Raster::set(int64_t x, int64_t y, Colour colour) {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  uint8_t* pixel = rgb.data() + 3 * (y * width + x);
  pixel[0] = colour.red;
  pixel[1] = colour.green;
  pixel[2] = colour.blue;
}

void Raster::fill(int64_t x, int64_t y, int64_t w, int64_t h, Colour colour) {
  for (int64_t row = y; row < y + h; ++row) {
    for (int64_t column = x; column < x + w; ++column) set(column, row, colour);
  }
}

void Raster::line(int64_t x0, int64_t y0, int64_t x1, int64_t y1, Colour colour) {
  const int64_t steps = std::max({std::abs(x1 - x0), std::abs(y1 - y0), int64_t{1}});
  for (int64_t step = 0; step <= steps; ++step) {
    const double part = static_cast<double>(step) / static_cast<double>(steps);
    set(x0 + std::llround(part * static_cast<double>(x1 - x0)), y0 + std::llround(part * static_cast<double>(y1 - y0)),
        colour);
  }
}

void Raster::text(int64_t x, int64_t y, std::string_view text, Colour colour) {
  forEachDot(text, 1, [&](int64_t column, int64_t row) { set(x + column, y + row, colour); });
}

}  // namespace weft::image
