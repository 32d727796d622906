// Tensors as plugins hand them over: checked before anything computes with their sizes.
#pragma once

#include <weft/abi/tensor.h>
#include <weft/base/result.h>
#include <weft/value/dtype.h>
#include <cstdint>
#include <string>

namespace weft {

inline constexpr int32_t maximumDimensions = 64;

// Everything but the data itself: version, device, type of elements, and that no size computed from shape and strides
// overflows.
Result<void> checkTensorLayout(const weft_managed_tensor& managed);

bool isKnown(weft_dtype dtype);  // code and bits are those of a type of elements

// Bytes from the lowest element to the highest one, of a checked tensor.
uint64_t tensorSpan(const weft_tensor& tensor);

}  // namespace weft
