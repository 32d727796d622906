// How a side is cut into overlapping tiles, and how the tiles are blended.
#pragma once

#include <cstdint>
#include <vector>

namespace weft::decoders {

struct Span {
  int64_t begin, end;
  int64_t size() const { return end - begin; }
};

// Spans of `tile` cells that cover [0, length), each overlapping the next by at least `overlap`, evenly spread; one
// span when the length is not above `tile`. Needs tile > overlap >= 0.
std::vector<Span> cut(int64_t length, int64_t tile, int64_t overlap);

// How much each span counts at each of its places, `scale` to a cell. The weights of all spans that share a place add
// up to 1. In the middle quarter of an overlap one tile fades into the other; what lies nearer to a tile's edge does
// not count, since it is spoilt by what the model sees beyond the edge.
std::vector<std::vector<float>> blendWeights(const std::vector<Span>& spans, int64_t scale);

}  // namespace weft::decoders
