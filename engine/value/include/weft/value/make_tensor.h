// Tensors of the engine's own making.
#pragma once

#include <cstdint>
#include <span>

#include <weft/abi/tensor.h>
#include <weft/base/result.h>

namespace weft {

// The bytes of a compact tensor, 0 where a side is 0. An error: no such type of elements, more than 64 dimensions, a
// negative one, more than any memory holds, or where a side is 0, others that 64 bits cannot count.
Result<uint64_t> compactBytes(weft_dtype dtype, std::span<const int64_t> shape);

// Compact and uninitialised, 64-byte aligned, in counted memory of the CPU; for a value of one's own (Value::tensor).
Result<weft_managed_tensor*> makeTensor(weft_dtype dtype, std::span<const int64_t> shape);

// Writes the elements in row-major order, without gaps; `first` is the address of the first one (data and byte_offset
// are not looked at).
void gather(const weft_tensor& tensor, const void* first, void* out);

}  // namespace weft
