// How a side is cut into overlapping tiles, and how much each of them counts where.
#pragma once

#include <cstdint>
#include <vector>

struct Tile {
  int64_t begin, size;         // in cells
  std::vector<float> weights;  // at `scale` places a cell; those of all tiles that share a place add up to 1
};

// Covers [0, length) with tiles of `tile` cells, each of which overlaps the next by `overlap` or more; one tile where
// the length is not above `tile`. Needs tile > overlap >= 0 and a scale above 0.
//
// What a model makes near the edge of a tile is spoilt by what it does not see beyond, so the outer 3/8 of an overlap
// do not count; over the quarter between, one tile fades into the other. At the edge of the whole there is nothing to
// fade.
std::vector<Tile> cutIntoTiles(int64_t length, int64_t tile, int64_t overlap, int64_t scale);
