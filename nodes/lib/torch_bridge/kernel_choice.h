#pragma once

namespace weft::torch_bridge {

// Has LibTorch's part use the kernels that the host names, and good ones for the processor where it names none. The
// first call of a process counts.
void chooseKernels();

}  // namespace weft::torch_bridge
