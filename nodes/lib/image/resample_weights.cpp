#include "image/resample_weights.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace weft::image {
namespace {

double triangle(double x) { return std::max(0.0, 1.0 - std::abs(x)); }

// Keys' cubic with a = -0.5.
double cubic(double x) {
  constexpr double a = -0.5;
  x = std::abs(x);
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
  if (x < 2.0) return (((x - 5.0) * x + 8.0) * x - 4.0) * a;
  return 0.0;
}

double sinc(double x) {
  if (x == 0.0) return 1.0;
  x *= std::numbers::pi;
  return std::sin(x) / x;
}

double lanczos3(double x) { return x >= -3.0 && x < 3.0 ? sinc(x) * sinc(x / 3.0) : 0.0; }

struct Kernel {
  double (*weight)(double);
  double support;
};

Kernel kernelOf(Filter filter) {
  switch (filter) {
    case Filter::Bicubic:
      return {cubic, 2.0};
    case Filter::Lanczos:
      return {lanczos3, 3.0};
    default:
      return {triangle, 1.0};
  }
}

// The positions are summed up step by step, as Pillow does: where a centre falls on a border, rounding decides.
LineWeights nearestWeights(int64_t from, int64_t to) {
  const double scale = static_cast<double>(from) / static_cast<double>(to);
  LineWeights line;
  line.spans.reserve(static_cast<size_t>(to));
  line.weights = {1.0};
  double position = scale * 0.5;
  for (int64_t place = 0; place < to; ++place) {
    line.spans.push_back({std::min(static_cast<int64_t>(position), from - 1), 1, 0});
    position += scale;
  }
  return line;
}

}  // namespace

LineWeights lineWeights(int64_t from, int64_t to, Filter filter) {
  if (filter == Filter::Nearest) return nearestWeights(from, to);
  const Kernel kernel = kernelOf(filter);
  const double scale = static_cast<double>(from) / static_cast<double>(to);
  const double widening = std::max(scale, 1.0);
  const double support = kernel.support * widening;
  LineWeights line;
  line.spans.reserve(static_cast<size_t>(to));
  for (int64_t place = 0; place < to; ++place) {
    const double centre = (static_cast<double>(place) + 0.5) * scale;
    const int64_t first = std::max<int64_t>(static_cast<int64_t>(centre - support + 0.5), 0);
    const int64_t last = std::min<int64_t>(static_cast<int64_t>(centre + support + 0.5), from);
    const size_t start = line.weights.size();
    double sum = 0.0;
    for (int64_t i = first; i < last; ++i) {
      line.weights.push_back(kernel.weight((static_cast<double>(i) - centre + 0.5) / widening));
      sum += line.weights.back();
    }
    if (sum != 0.0) {
      for (size_t i = start; i < line.weights.size(); ++i) line.weights[i] /= sum;
    }
    line.spans.push_back({first, last - first, start});
  }
  return line;
}

}  // namespace weft::image
