// Scaling of pictures. Semantics are those of Pillow's Image.resize: pixel centres at half positions, and filters that
// widen when the picture shrinks, so that it is antialiased. Nearest takes the pixel under the centre.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace weft::image {

enum class Filter { Nearest, Bilinear, Bicubic, Lanczos };

// "nearest", "bilinear", "bicubic" or "lanczos".
std::optional<Filter> filterNamed(std::string_view name);

// Calls its second argument on ranges [begin, end) that make up [0, count), perhaps at the same time.
using ParallelFor = std::function<void(int64_t count, const std::function<void(int64_t begin, int64_t end)>& body)>;

struct PlaneSize {
  int64_t width = 0;
  int64_t height = 0;
};

// Scales `planes` planes that lie behind each other (channels times pictures). All sizes are at least 1; the target
// must not overlap the source. Without `parallel` it runs on the calling thread; the result is the same bit for bit.
void resample(const float* source, PlaneSize sourceSize, float* target, PlaneSize targetSize, int64_t planes,
              Filter filter, const ParallelFor& parallel = {});

}  // namespace weft::image
