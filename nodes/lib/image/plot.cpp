#include "image/plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

#include "image/text.h"

namespace weft::image {
namespace {

constexpr Colour ink = {60, 60, 60};
constexpr Colour gridInk = {225, 225, 225};
constexpr std::array<Colour, 6> curveInks = {
    {{31, 119, 180}, {214, 69, 65}, {44, 140, 60}, {148, 103, 189}, {230, 140, 20}, {80, 80, 80}}};

constexpr int64_t leftMargin = 64, rightMargin = 16, topMargin = 28, bottomMargin = 36;

struct Axis {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  // Leaves no empty or unusable range.
  void settle() {
    if (!(low <= high)) low = 0.0, high = 1.0;
    if (low == high) {
      const double room = low == 0.0 ? 1.0 : std::abs(low) * 0.1;
      low -= room;
      high += room;
    }
  }
  double part(double value) const { return (value / 2 - low / 2) / (high / 2 - low / 2); }
};

// Distance between ticks: 1, 2 or 5 times a power of ten, for about `wanted` of them.
double tickStep(const Axis& axis, int wanted) {
  const double rough = (axis.high / wanted - axis.low / wanted);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) return factor * power;
  }
  return 10.0 * power;
}

std::string tickLabel(double value) {
  std::array<char, 32> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%.6g", value);
  return buffer.data();
}

class Plot {
 public:
  Plot(std::span<const Curve> curves, const PlotStyle& style)
      : m_curves(curves),
        m_style(style),
        m_raster(std::max<int64_t>(style.width, 160), std::max<int64_t>(style.height, 120)) {
    for (const Curve& curve : curves) {
      for (size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i) {
        if (!isShown(curve.x[i], curve.y[i])) continue;
        m_x.include(curve.x[i]);
        m_y.include(height(curve.y[i]));
      }
    }
    m_x.settle();
    m_y.settle();
  }

  Raster draw() {
    drawTicks();
    for (size_t i = 0; i < m_curves.size(); ++i) drawCurve(m_curves[i], curveInks[i % curveInks.size()]);
    drawLabels();
    return std::move(m_raster);
  }

 private:
  bool isShown(double x, double y) const {
    return std::isfinite(x) && std::isfinite(y) && (!m_style.logarithmic || y > 0.0);
  }
  double height(double y) const { return m_style.logarithmic ? std::log10(y) : y; }

  int64_t column(double x) const {
    return leftMargin + std::llround(m_x.part(x) * static_cast<double>(m_raster.width - leftMargin - rightMargin - 1));
  }
  int64_t row(double y) const {
    return m_raster.height - bottomMargin - 1 -
           std::llround(m_y.part(y) * static_cast<double>(m_raster.height - topMargin - bottomMargin - 1));
  }

  void drawTicks() {
    const int64_t right = m_raster.width - rightMargin, bottom = m_raster.height - bottomMargin;
    const double xStep = tickStep(m_x, 6), yStep = tickStep(m_y, 6);
    for (int i = 0; i <= 20; ++i) {
      const double x = (std::ceil(m_x.low / xStep) + i) * xStep;
      if (!(x <= m_x.high)) break;
      const std::string label = tickLabel(x);
      m_raster.line(column(x), topMargin, column(x), bottom, gridInk);
      m_raster.text(column(x) - static_cast<int64_t>(label.size()) * glyphAdvance / 2, bottom + 6, label, ink);
    }
    for (int i = 0; i <= 20; ++i) {
      const double y = (std::ceil(m_y.low / yStep) + i) * yStep;
      if (!(y <= m_y.high)) break;
      const std::string label = tickLabel(m_style.logarithmic ? std::pow(10.0, y) : y);
      m_raster.line(leftMargin, row(y), right, row(y), gridInk);
      m_raster.text(leftMargin - 6 - static_cast<int64_t>(label.size()) * glyphAdvance, row(y) - 3, label, ink);
    }
    m_raster.line(leftMargin, topMargin, leftMargin, bottom, ink);
    m_raster.line(leftMargin, bottom, right, bottom, ink);
  }

  void drawCurve(const Curve& curve, Colour colour) {
    bool connected = false;
    int64_t lastX = 0, lastY = 0;
    for (size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i) {
      if (!isShown(curve.x[i], curve.y[i])) {
        connected = false;
        continue;
      }
      const int64_t x = column(curve.x[i]), y = row(height(curve.y[i]));
      m_raster.line(connected ? lastX : x, connected ? lastY : y, x, y, colour);
      lastX = x;
      lastY = y;
      connected = true;
    }
  }

  void drawLabels() {
    m_raster.text(leftMargin, 10, m_style.title, ink);
    m_raster.text(leftMargin, m_raster.height - glyphHeight - 6, m_style.xLabel, ink);
    int64_t right = m_raster.width - rightMargin;
    for (size_t i = m_curves.size(); i-- > 0;) {
      right -= static_cast<int64_t>(m_curves[i].label.size()) * glyphAdvance;
      m_raster.text(right, 10, m_curves[i].label, curveInks[i % curveInks.size()]);
      right -= 2 * glyphAdvance;
    }
  }

  std::span<const Curve> m_curves;
  const PlotStyle& m_style;
  Raster m_raster;
  Axis m_x;
  Axis m_y;
};

uint8_t toByte(float value) {
  return std::isnan(value) ? uint8_t{0} : static_cast<uint8_t>(std::clamp(value, 0.0f, 1.0f) * 255.0f + 0.5f);
}

}  // namespace

Raster plotCurves(std::span<const Curve> curves, const PlotStyle& style) { return Plot(curves, style).draw(); }

Raster pictureGrid(std::span<const float* const> pictures, int64_t width, int64_t height, int64_t columns,
                   int64_t zoom) {
  constexpr int64_t border = 2;
  const int64_t count = static_cast<int64_t>(pictures.size());
  columns = std::clamp<int64_t>(columns, 1, std::max<int64_t>(count, 1));
  const int64_t rows = std::max<int64_t>((count + columns - 1) / columns, 1);
  const int64_t stepX = width * zoom + border, stepY = height * zoom + border;
  Raster raster(columns * stepX + border, rows * stepY + border, {200, 200, 200});
  for (int64_t index = 0; index < count; ++index) {
    const float* planes = pictures[static_cast<size_t>(index)];
    const int64_t left = border + index % columns * stepX, top = border + index / columns * stepY;
    for (int64_t pixel = 0; pixel < width * height; ++pixel) {
      const Colour colour = {toByte(planes[pixel]), toByte(planes[width * height + pixel]),
                             toByte(planes[2 * width * height + pixel])};
      raster.fill(left + pixel % width * zoom, top + pixel / width * zoom, zoom, zoom, colour);
    }
  }
  return raster;
}

}  // namespace weft::image
