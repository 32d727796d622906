// Masks over latents: which cells are drawn anew.
#pragma once

#include <span>
#include <vector>

#include <weft/sdk/tensor.h>

namespace weft::sampling {

// One share a number of the latent's, in row-major order: 1 is drawn anew, 0 is kept, between is a soft edge. The mask
// is [N or 1, 1 or C, H, W], of the latent's height and width or a whole multiple of them (a mask of the picture),
// which is averaged over each cell. Failure where its shape does not fit, or a value is not within 0..1.
std::vector<double> latentMask(const Value& mask, std::span<const int64_t> latentShape);

// share * inside + (1 - share) * outside, of inside's type and shape; a share of 0 or 1 takes the number itself.
Tensor blend(std::span<const double> shares, const Tensor& inside, const Tensor& outside);

// The latent repeated to so many: it has as many, or one. Failure else.
Tensor repeatedTo(const Tensor& latent, int64_t count, const char* what);

}  // namespace weft::sampling
