#include "scatter.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <string>

#include "image/canvas.h"
#include "image/text.h"
#include "pictures.h"

namespace weft::images {
namespace {

struct Point {
  double x, y;
};

std::vector<Point> pointsOf(const Tensor& tensor, const char* what) {
  if (tensor.rank() != 4 || tensor.size(1) != 2)
    throw Failure(std::string(what) + " must have the shape [N, 2, H, W]", WEFT_ERROR_TYPE_MISMATCH);
  const std::vector<double> numbers = tensor.copyAs<double>();
  const auto plane = static_cast<size_t>(tensor.size(2) * tensor.size(3));
  std::vector<Point> points;
  points.reserve(numbers.size() / 2);
  for (size_t batch = 0; batch < static_cast<size_t>(tensor.size(0)); ++batch) {
    const double* x = numbers.data() + 2 * batch * plane;
    for (size_t i = 0; i < plane; ++i) points.push_back({x[i], x[plane + i]});
  }
  return points;
}

// Between ticks, so that there are four to eight of them on each side of 0 at most: 1, 2 or 5 times a power of ten.
double tickStep(double span) {
  const double power = std::pow(10.0, std::floor(std::log10(span)));
  for (const double step : {0.2, 0.5, 1.0}) {
    if (span / (step * power) <= 5) return step * power;
  }
  return 2 * power;
}

class Chart {
 public:
  Chart(MutableTensor& picture, int64_t size, double span)
      : m_canvas(picture.data<float>(), size, size, {1, 1, 1}), m_span(span) {
    m_left = m_margin;
    m_side = size - 2 * m_margin;
    drawAxes();
  }

  double column(double x) const { return double(m_left) + (x / m_span + 1) / 2 * double(m_side); }
  double row(double y) const { return double(m_left) + (1 - y / m_span) / 2 * double(m_side); }
  bool shows(const Point& point) const { return std::abs(point.x) <= m_span && std::abs(point.y) <= m_span; }
  void spot(const Point& point, double radius, const image::Tone& tone, float share) {
    m_canvas.spot(column(point.x), row(point.y), radius, tone, share);
  }

 private:
  void drawAxes() {
    const double step = tickStep(m_span);
    const auto most = static_cast<int>(std::floor(m_span / step * (1 + 1e-9)));
    for (int i = -most; i <= most; ++i) {
      const image::Tone tone = i == 0 ? image::Tone{0.72F, 0.72F, 0.72F} : image::Tone{0.92F, 0.92F, 0.92F};
      const auto x = static_cast<int64_t>(column(i * step)), y = static_cast<int64_t>(row(i * step));
      m_canvas.fill(x, m_left, 1, m_side, tone);
      m_canvas.fill(m_left, y, m_side, 1, tone);
      char text[32];
      std::snprintf(text, sizeof(text), "%.3g", i * step);
      const int64_t wide = image::textWidth(text);
      m_canvas.text(x - wide / 2, m_left + m_side + 6, text, 1, m_ink);
      m_canvas.text(m_left - 5 - wide, y - image::glyphHeight / 2, text, 1, m_ink);
    }
  }

  image::Canvas m_canvas;
  double m_span;
  int64_t m_left = 0, m_side = 0;  // of the square between the axes
  const int64_t m_margin = 24;
  const image::Tone m_ink{0.35F, 0.35F, 0.35F};
};

// By the angle around the origin; darker than full, so that yellow shows on white.
image::Tone toneOf(const Point& point) {
  if (!std::isfinite(point.x) || !std::isfinite(point.y)) return {0, 0, 0};
  image::Tone tone = image::hue(std::atan2(point.y, point.x) / (2 * std::numbers::pi));
  for (float& level : tone) level *= 0.85F;
  return tone;
}

}  // namespace

void Scatter::infer(Infer& question) {
  if (question.knows(size)) question.setType(picture, typeText("image", {1, 3, question[size], question[size]}));
}

void Scatter::process(Call& call) {
  const std::vector<Point> all = pointsOf(call[points], "points");
  std::vector<Point> colours;
  if (call.has(colourBy)) colours = pointsOf(call[colourBy], "colour_by");
  if (call.has(colourBy) && colours.size() != all.size())
    throw Failure("colour_by has " + std::to_string(colours.size()) + " points, points " + std::to_string(all.size()));
  auto made = makePicture(call[size], call[size]);
  Chart chart(made, call[size], call[span]);
  const auto share = static_cast<float>(call[opacity]);
  for (size_t i = 0; i < all.size(); ++i) {
    if (i % 4096 == 0) call.checkCancelled();
    if (!chart.shows(all[i])) continue;
    chart.spot(all[i], call[radius], colours.empty() ? image::Tone{0.12F, 0.35F, 0.7F} : toneOf(colours[i]), share);
  }
  call.set(picture, std::move(made));
}

}  // namespace weft::images
