// Pictures of a training that is under way.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace weft::training {

// Sixteen examples, evenly spread, as indices.
at::Tensor shownExamples(int64_t count);

// Pictures [N, 3, H, W] in 0..1 as one PNG.
std::string gridOf(const at::Tensor& pictures);
// Two batches in alternate rows.
std::string besideEachOther(const at::Tensor& above, const at::Tensor& below);

}  // namespace weft::training
