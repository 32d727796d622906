// LibTorch's CUDA part, which is a library of its own and loaded only when somebody asks for such a device.
#pragma once

namespace weft::torch_bridge {

// Throws Failure (UNSUPPORTED_DEVICE), which says why, unless CUDA device `index` can be computed on.
void requireCuda(int index);

}  // namespace weft::torch_bridge
