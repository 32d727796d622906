#include "tiles.h"

#include <algorithm>

namespace weft::decoders {
namespace {

// From 0 at the beginning of an overlap of this width to 1 at its end.
double fade(double place, double width) { return std::clamp(4 * place / width - 1.5, 0.0, 1.0); }

}  // namespace

std::vector<Span> cut(int64_t length, int64_t tile, int64_t overlap) {
  if (length <= tile) return {{0, length}};
  const int64_t stride = tile - overlap;
  const int64_t count = (length - tile + stride - 1) / stride + 1;
  std::vector<Span> spans;
  for (int64_t i = 0; i < count; ++i) {
    const int64_t begin = (length - tile) * i / (count - 1);
    spans.push_back({begin, begin + tile});
  }
  return spans;
}

std::vector<std::vector<float>> blendWeights(const std::vector<Span>& spans, int64_t scale) {
  std::vector<std::vector<double>> raw;
  std::vector<double> sums(size_t(spans.back().end * scale), 0.0);
  for (size_t i = 0; i < spans.size(); ++i) {
    auto& weights = raw.emplace_back(size_t(spans[i].size() * scale), 1.0);
    for (size_t k = 0; k < weights.size(); ++k) {
      const double place = double(spans[i].begin * scale) + double(k) + 0.5;
      if (i > 0) {
        const double shared = double((spans[i - 1].end - spans[i].begin) * scale);
        if (shared > 0) weights[k] *= fade(place - double(spans[i].begin * scale), shared);
      }
      if (i + 1 < spans.size()) {
        const double shared = double((spans[i].end - spans[i + 1].begin) * scale);
        if (shared > 0) weights[k] *= 1 - fade(place - double(spans[i + 1].begin * scale), shared);
      }
      sums[size_t(spans[i].begin * scale) + k] += weights[k];
    }
  }
  std::vector<std::vector<float>> out;
  for (size_t i = 0; i < spans.size(); ++i) {
    auto& weights = out.emplace_back();
    for (size_t k = 0; k < raw[i].size(); ++k)
      weights.push_back(float(raw[i][k] / sums[size_t(spans[i].begin * scale) + k]));
  }
  return out;
}

}  // namespace weft::decoders
