#include "image/resample.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "image/resample_weights.h"

namespace weft::image {
namespace {

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

void takeNearest(const float* source, PlaneSize from, float* target, PlaneSize to, int64_t planes,
                 const ParallelFor& parallel) {
  const LineWeights columns = lineWeights(from.width, to.width, Filter::Nearest);
  const LineWeights rows = lineWeights(from.height, to.height, Filter::Nearest);
  run(planes * to.height, parallel, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const int64_t sourceRow = row / to.height * from.height + rows.spans[static_cast<size_t>(row % to.height)].first;
      const float* line = source + sourceRow * from.width;
      float* out = target + row * to.width;
      for (int64_t x = 0; x < to.width; ++x) out[x] = line[columns.spans[static_cast<size_t>(x)].first];
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
              lineWeights(sourceSize.width, targetSize.width, filter), parallel);
  }
  if (heightChanges) {
    scaleColumns(between ? between.get() : source, sourceSize.height, target, targetSize.height, targetSize.width,
                 planes, lineWeights(sourceSize.height, targetSize.height, filter), parallel);
  }
}

}  // namespace weft::image
