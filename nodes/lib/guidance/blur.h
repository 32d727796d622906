// Gaussian blur of latents.
#pragma once

#include "sampling/arithmetic.h"

namespace weft::guidance {

// Of [N, C, H, W], by a kernel of 9 x 9 cells with this deviation, above 0; edges are mirrored.
Tensor blurred(const Tensor& latent, double sigma);

}  // namespace weft::guidance
