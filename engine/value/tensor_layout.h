// Tensors as plugins hand them over: checked before anything computes with their sizes.
#pragma once

#include <weft/abi/tensor.h>
#include <weft/base/result.h>
#include <cstdint>
#include <string>

namespace weft {

inline constexpr int32_t maximumDimensions = 64;

// Everything but the data itself: version, device, type of elements, and that no size computed from shape and strides
// overflows.
Result<void> checkTensorLayout(const weft_managed_tensor& managed);

// Bytes from the first element to the last one, of a checked tensor.
uint64_t tensorSpan(const weft_tensor& tensor);

std::string dtypeName(weft_dtype dtype);        // "float32"
std::string deviceName(weft_device_id device);  // "cpu", "cuda:0"

}  // namespace weft
