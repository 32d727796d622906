#include "image/canvas.h"

#include <algorithm>
#include <cmath>

#include "image/text.h"

namespace weft::image {

Canvas::Canvas(std::span<float> planes, int64_t width, int64_t height, const Tone& background)
    : m_planes(planes), m_width(width), m_height(height) {
  fill(0, 0, width, height, background);
}

void Canvas::fill(int64_t x, int64_t y, int64_t width, int64_t height, const Tone& tone) {
  const int64_t left = std::clamp<int64_t>(x, 0, m_width), right = std::clamp<int64_t>(x + width, left, m_width);
  const int64_t top = std::clamp<int64_t>(y, 0, m_height), bottom = std::clamp<int64_t>(y + height, top, m_height);
  for (int64_t plane = 0; plane < 3; ++plane) {
    for (int64_t row = top; row < bottom; ++row) {
      std::fill_n(m_planes.begin() + (plane * m_height + row) * m_width + left, right - left,
                  tone[static_cast<size_t>(plane)]);
    }
  }
}

void Canvas::blend(int64_t x, int64_t y, const Tone& tone, float share) {
  if (x < 0 || y < 0 || x >= m_width || y >= m_height) return;
  for (int64_t plane = 0; plane < 3; ++plane) {
    float& value = m_planes[static_cast<size_t>((plane * m_height + y) * m_width + x)];
    value += share * (tone[static_cast<size_t>(plane)] - value);
  }
}

void Canvas::spot(double x, double y, double radius, const Tone& tone, float share) {
  const double reach = radius + 0.5;
  if (!(x > -reach && y > -reach && x < double(m_width) + reach && y < double(m_height) + reach)) return;
  for (auto row = static_cast<int64_t>(std::floor(y - reach)); double(row) < y + reach; ++row) {
    for (auto column = static_cast<int64_t>(std::floor(x - reach)); double(column) < x + reach; ++column) {
      const double covered = std::clamp(reach - std::hypot(double(column) + 0.5 - x, double(row) + 0.5 - y), 0.0, 1.0);
      blend(column, row, tone, share * static_cast<float>(covered));
    }
  }
}

void Canvas::picture(int64_t x, int64_t y, const float* planes, int64_t width, int64_t height) {
  const int64_t left = std::max<int64_t>(x, 0), right = std::min(x + width, m_width);
  if (left >= right) return;
  for (int64_t plane = 0; plane < 3; ++plane) {
    for (int64_t row = std::max<int64_t>(y, 0); row < std::min(y + height, m_height); ++row) {
      std::copy_n(planes + (plane * height + row - y) * width + left - x, right - left,
                  m_planes.begin() + (plane * m_height + row) * m_width + left);
    }
  }
}

void Canvas::text(int64_t x, int64_t y, std::string_view text, int64_t scale, const Tone& tone) {
  forEachDot(text, scale, [&](int64_t column, int64_t row) { fill(x + column, y + row, scale, scale, tone); });
}

Tone hue(double turns) {
  const double sixths = 6 * (turns - std::floor(turns));
  const auto level = [&](double centre) {
    const double away = std::abs(std::remainder(sixths - centre, 6.0));
    return static_cast<float>(std::clamp(2 - away, 0.0, 1.0));
  };
  return {level(0), level(2), level(4)};
}

}  // namespace weft::image
