#include "image/resample.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <numbers>
#include <utility>
#include <vector>

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

// For each place in the target line: the places in the source line it is made of, and how much of each.
struct LineWeights {
  struct Span {
    int64_t first;
    int64_t count;
    size_t weights;  // index of the first weight
  };
  std::vector<Span> spans;
  std::vector<double> weights;
};

LineWeights weigh(int64_t from, int64_t to, Filter filter) {
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

void run(int64_t count, const ParallelFor& parallel, const std::function<void(int64_t, int64_t)>& body) {
  if (parallel) {
    parallel(count, body);
  } else {
    body(0, count);
  }
}

void scaleRows(const float* source, int64_t fromWidth, float* target, int64_t toWidth, int64_t rows,
               const LineWeights& line, const ParallelFor& parallel) {
  run(rows, parallel, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const float* from = source + row * fromWidth;
      float* to = target + row * toWidth;
      for (int64_t x = 0; x < toWidth; ++x) {
        const auto& span = line.spans[static_cast<size_t>(x)];
        const double* weights = line.weights.data() + span.weights;
        double sum = 0.0;
        for (int64_t i = 0; i < span.count; ++i) sum += static_cast<double>(from[span.first + i]) * weights[i];
        to[x] = static_cast<float>(sum);
      }
    }
  });
}

void scaleColumns(const float* source, int64_t fromHeight, float* target, int64_t toHeight, int64_t width,
                  int64_t planes, const LineWeights& line, const ParallelFor& parallel) {
  run(planes * toHeight, parallel, [&](int64_t begin, int64_t end) {
    std::vector<double> sums(static_cast<size_t>(width));
    for (int64_t row = begin; row < end; ++row) {
      const float* plane = source + row / toHeight * fromHeight * width;
      const auto& span = line.spans[static_cast<size_t>(row % toHeight)];
      std::fill(sums.begin(), sums.end(), 0.0);
      for (int64_t i = 0; i < span.count; ++i) {
        const float* from = plane + (span.first + i) * width;
        const double weight = line.weights[span.weights + static_cast<size_t>(i)];
        for (int64_t x = 0; x < width; ++x) sums[static_cast<size_t>(x)] += static_cast<double>(from[x]) * weight;
      }
      float* to = target + row * width;
      for (int64_t x = 0; x < width; ++x) to[x] = static_cast<float>(sums[static_cast<size_t>(x)]);
    }
  });
}

// The positions are summed up step by step, as Pillow does: where a centre falls on a border, rounding decides.
std::vector<int64_t> nearestPlaces(int64_t from, int64_t to) {
  const double scale = static_cast<double>(from) / static_cast<double>(to);
  std::vector<int64_t> places(static_cast<size_t>(to));
  double position = scale * 0.5;
  for (int64_t& place : places) {
    place = std::min(static_cast<int64_t>(position), from - 1);
    position += scale;
  }
  return places;
}

void takeNearest(const float* source, PlaneSize from, float* target, PlaneSize to, int64_t planes,
                 const ParallelFor& parallel) {
  const std::vector<int64_t> columns = nearestPlaces(from.width, to.width);
  const std::vector<int64_t> rows = nearestPlaces(from.height, to.height);
  run(planes * to.height, parallel, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const int64_t sourceRow = row / to.height * from.height + rows[static_cast<size_t>(row % to.height)];
      const float* line = source + sourceRow * from.width;
      for (int64_t x = 0; x < to.width; ++x) target[row * to.width + x] = line[columns[static_cast<size_t>(x)]];
    }
  });
}

}  // namespace

std::optional<Filter> filterNamed(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Filter>, 4> filters = {{{"nearest", Filter::Nearest},
                                                                           {"bilinear", Filter::Bilinear},
                                                                           {"bicubic", Filter::Bicubic},
                                                                           {"lanczos", Filter::Lanczos}}};
  for (const auto& [known, filter] : filters) {
    if (known == name) return filter;
  }
  return std::nullopt;
}

void resample(const float* source, PlaneSize sourceSize, float* target, PlaneSize targetSize, int64_t planes,
              Filter filter, const ParallelFor& parallel) {
  if (filter == Filter::Nearest) return takeNearest(source, sourceSize, target, targetSize, planes, parallel);
  const bool widthChanges = sourceSize.width != targetSize.width;
  const bool heightChanges = sourceSize.height != targetSize.height;
  if (!widthChanges && !heightChanges) {
    std::memcpy(target, source, sizeof(float) * static_cast<size_t>(planes * sourceSize.width * sourceSize.height));
    return;
  }
  const int64_t rows = planes * sourceSize.height;
  std::unique_ptr<float[]> between;
  if (widthChanges && heightChanges) {
    between = std::make_unique_for_overwrite<float[]>(static_cast<size_t>(rows * targetSize.width));
  }
  if (widthChanges) {
    scaleRows(source, sourceSize.width, between ? between.get() : target, targetSize.width, rows,
              weigh(sourceSize.width, targetSize.width, filter), parallel);
  }
  if (heightChanges) {
    scaleColumns(between ? between.get() : source, sourceSize.height, target, targetSize.height, targetSize.width,
                 planes, weigh(sourceSize.height, targetSize.height, filter), parallel);
  }
}

}  // namespace weft::image
