// Conditionings that act together, each at its places and times: how much each counts in which cell.
#pragma once

#include <vector>

#include "guidance/conditioning.h"

namespace weft::guidance {

// One of those that act together, for latents [N, C, H, W].
struct Part {
  Value conditioning;
  Interval times;
  double strength = 1;
  std::optional<Cells> area;    // none: everywhere
  std::vector<double> weights;  // [N, H, W]: strength, times mask, with soft edges; 0 beyond the area
};

// `feather`: over how many cells, at most, the edges of an area without a mask grow soft within the latent: weights of
// 1/n, 2/n ... 1 with n = min(feather, a quarter of the area's side), as ComfyUI does it with 8. Failure for areas and
// masks that do not fit the shape [N, C, H, W].
Part partFrom(const Value& conditioning, const std::vector<int64_t>& shape, int64_t feather);

}  // namespace weft::guidance
