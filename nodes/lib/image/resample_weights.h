// The mathematics of scaling a line of pixels: what both the CPU and shaders sum up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "image/resample.h"

namespace weft::image {

// For each place in the target line: the places in the source line it is made of, and how much of each. `first` and
// `first + count` never go back from one place to the next.
struct LineWeights {
  struct Span {
    int64_t first;
    int64_t count;   // at least 1
    size_t weights;  // index of the first weight
  };
  std::vector<Span> spans;
  std::vector<double> weights;
};

// Both lengths are at least 1.
LineWeights lineWeights(int64_t from, int64_t to, Filter filter);

}  // namespace weft::image
