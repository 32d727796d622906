// The schedule of rectified flow. Free of LibTorch.
#pragma once

#include <cstdint>
#include <vector>

#include "diffusion/flow_shift.h"

namespace weft::diffusion {

// Times from exactly 1 down to exactly 0, steps + 1 of them; shift > 1 spends more of them near the noise, < 1 fewer.
inline std::vector<double> flowTimes(int64_t steps, double shift) {
  std::vector<double> times;
  for (int64_t i = 0; i <= steps; ++i) times.push_back(shiftTime(double(steps - i) / double(steps), shift));
  times.front() = 1;  // the quotient may round to a neighbour
  return times;
}

}  // namespace weft::diffusion
