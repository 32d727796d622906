// What a call of Resample is asked to make, the same for every device.
#pragma once

#include "image/resample.h"
#include "resample_node.h"

namespace weft::upscalers {

struct Scaling {
  image::PlaneSize from, to;
  image::Filter filter = image::Filter::Nearest;
  int64_t planes = 0;  // pictures times channels
};

// Throws Failure for what cannot be scaled.
Scaling scalingOf(Call& call, const Tensor& pictures);

}  // namespace weft::upscalers
