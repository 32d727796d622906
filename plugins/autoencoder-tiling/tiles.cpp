#include "tiles.h"

#include <algorithm>
#include <limits>

std::vector<Tile> cutIntoTiles(int64_t length, int64_t tile, int64_t overlap, int64_t scale) {
  const int64_t size = std::min(tile, length);
  std::vector<Tile> tiles;
  for (int64_t begin = 0;; begin += tile - overlap) {
    tiles.push_back({std::min(begin, length - size), size, std::vector<float>(static_cast<size_t>(size * scale))});
    if (begin + size >= length) break;
  }

  const double fade = static_cast<double>(overlap) / 4, spoilt = 1.5 * fade;
  std::vector<double> sums(static_cast<size_t>(length * scale), 0.0);
  for (Tile& one : tiles) {
    for (size_t i = 0; i < one.weights.size(); ++i) {
      const double place = (static_cast<double>(i) + 0.5) / static_cast<double>(scale);
      const double left = one.begin > 0 ? place : std::numeric_limits<double>::infinity();
      const double right = one.begin + size < length ? static_cast<double>(size) - place : left;
      const double inside = std::min(left, right) - spoilt;
      one.weights[i] = static_cast<float>(fade > 0 ? std::clamp(inside / fade, 0.0, 1.0) : 1.0);
      sums[static_cast<size_t>(one.begin * scale) + i] += double{one.weights[i]};
    }
  }
  for (Tile& one : tiles) {
    for (size_t i = 0; i < one.weights.size(); ++i) {
      one.weights[i] = static_cast<float>(one.weights[i] / sums[static_cast<size_t>(one.begin * scale) + i]);
    }
  }
  return tiles;
}
