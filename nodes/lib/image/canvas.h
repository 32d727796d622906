// A picture in the making: three planes of 0..1, on which rectangles, other pictures, dots and text are laid.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace weft::image {

using Tone = std::array<float, 3>;  // red, green, blue

// Draws into memory of somebody else's, 3 * width * height floats. What lies outside the picture is left out.
class Canvas {
 public:
  Canvas(std::span<float> planes, int64_t width, int64_t height, const Tone& background);

  int64_t width() const { return m_width; }
  int64_t height() const { return m_height; }

  void fill(int64_t x, int64_t y, int64_t width, int64_t height, const Tone& tone);
  // Mixes the tone in: 0 leaves the pixel, 1 replaces it.
  void blend(int64_t x, int64_t y, const Tone& tone, float share);
  // A round spot around (x, y) in pixels, pixel centres at halves, with soft edges.
  void spot(double x, double y, double radius, const Tone& tone, float share);
  // A picture of three planes, its upper left corner at (x, y).
  void picture(int64_t x, int64_t y, const float* planes, int64_t width, int64_t height);
  // The letters' upper left corner at (x, y); `scale` is the width of a dot of the font (image/text.h).
  void text(int64_t x, int64_t y, std::string_view text, int64_t scale, const Tone& tone);

 private:
  std::span<float> m_planes;
  int64_t m_width, m_height;
};

// A colour of full brightness for an angle in turns: 0 red, 1/3 green, 2/3 blue.
Tone hue(double turns);

}  // namespace weft::image
