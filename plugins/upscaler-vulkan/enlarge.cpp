#include "enlarge.h"

#include <algorithm>

namespace {

// Where a place of the result lies between two old pixels: behind `first`, by the share that the weights belong to.
struct Taps {
  int64_t first;
  float weights[4];  // of first - 1 to first + 2
};

Taps tapsAt(int64_t place, int64_t factor) {
  const int64_t way = 2 * place + 1 - factor, cell = 2 * factor;  // half pixels of the result from the first old centre
  const int64_t first = way >= 0 ? way / cell : -1;
  const float t = static_cast<float>(way - first * cell) / static_cast<float>(cell);
  return {first,
          {((-0.5F * t + 1) * t - 0.5F) * t, (1.5F * t - 2.5F) * t * t + 1, ((-1.5F * t + 2) * t + 0.5F) * t,
           (0.5F * t - 0.5F) * t * t}};
}

}  // namespace

void enlargeLines(const Enlarging& enlarging, const float* from, float* to, int64_t begin, int64_t end) {
  const int64_t lines = enlarging.height * enlarging.factor, columns = enlarging.width * enlarging.factor;
  for (int64_t line = begin; line < end; ++line) {
    const Taps rows = tapsAt(line % lines, enlarging.factor);
    const float* plane = from + line / lines * enlarging.width * enlarging.height;
    for (int64_t x = 0; x < columns; ++x) {
      const Taps across = tapsAt(x, enlarging.factor);
      const auto pixel = [&](int64_t column, int64_t row) {
        return plane[std::clamp<int64_t>(row, 0, enlarging.height - 1) * enlarging.width +
                     std::clamp<int64_t>(column, 0, enlarging.width - 1)];
      };
      float sum = 0;
      for (int64_t row = 0; row < 4; ++row) {
        float part = 0;
        for (int64_t column = 0; column < 4; ++column)
          part += across.weights[column] * pixel(across.first - 1 + column, rows.first - 1 + row);
        sum += rows.weights[row] * part;
      }
      const float around[] = {pixel(across.first, rows.first), pixel(across.first + 1, rows.first),
                              pixel(across.first, rows.first + 1), pixel(across.first + 1, rows.first + 1)};
      const auto [least, greatest] = std::ranges::minmax(around);
      const float calm = std::clamp(sum, least, greatest);
      to[line * columns + x] = std::clamp(calm + enlarging.ringing * (sum - calm), 0.0F, 1.0F);
    }
  }
}
