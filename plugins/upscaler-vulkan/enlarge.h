// Enlarging by a whole factor with Catmull and Rom's cubic (a = -0.5), without what makes a cubic ring: a new pixel
// stays between the least and the greatest of the four old ones around it.
#pragma once

#include <cstdint>
#include <span>

struct Enlarging {
  int64_t width, height, planes;  // of what is enlarged; planes lie behind each other
  int64_t factor;                 // 1 or more
  float ringing;                  // 0: none; 1: as the cubic has it
};

// Lines of the result from `begin` to `end`, counted over all planes; the rest of `to` is left alone.
void enlargeLines(const Enlarging& enlarging, const float* from, float* to, int64_t begin, int64_t end);
