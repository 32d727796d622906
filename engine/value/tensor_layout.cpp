#include "tensor_layout.h"

#include <weft/value/device.h>
#include <weft/value/value.h>
#include <limits>

namespace weft {
namespace {

constexpr uint64_t largestSize = std::numeric_limits<int64_t>::max();

Error refuse(const std::string& reason) { return makeError(ErrorCode::InvalidArgument, "bad tensor: " + reason); }

// The distance in elements from the lowest to the highest address; false when it does not fit 64 bits.
bool extent(const weft_tensor& tensor, uint64_t& elements) {
  elements = 0;
  for (int32_t i = 0; i < tensor.dimensions; ++i) {
    const int64_t stride = tensor.strides[i];
    const uint64_t step = stride < 0 ? uint64_t{0} - static_cast<uint64_t>(stride) : static_cast<uint64_t>(stride);
    uint64_t part = 0;
    if (__builtin_mul_overflow(static_cast<uint64_t>(tensor.shape[i]) - 1, step, &part)) return false;
    if (__builtin_add_overflow(elements, part, &elements)) return false;
  }
  return true;
}

}  // namespace

bool isKnown(weft_dtype dtype) {
  switch (dtype.code) {
    case WEFT_TYPE_INT:
    case WEFT_TYPE_UINT:
      return dtype.bits == 8 || dtype.bits == 16 || dtype.bits == 32 || dtype.bits == 64;
    case WEFT_TYPE_FLOAT:
      return dtype.bits == 16 || dtype.bits == 32 || dtype.bits == 64;
    case WEFT_TYPE_BFLOAT:
      return dtype.bits == 16;
    case WEFT_TYPE_BOOL:
      return dtype.bits == 8;
    default:
      return false;
  }
}

bool isCompact(const weft_tensor& tensor) {
  if (!tensor.strides) return true;
  int64_t stride = 1;
  for (int32_t i = tensor.dimensions - 1; i >= 0; --i) {
    if (tensor.shape[i] != 1 && tensor.strides[i] != stride) return false;
    stride *= tensor.shape[i];
  }
  return true;
}

Result<void> checkTensorLayout(const weft_managed_tensor& managed) {
  if (managed.version.major != WEFT_DLPACK_MAJOR) {
    return refuse("DLPack version " + std::to_string(managed.version.major) + "; expected " +
                  std::to_string(WEFT_DLPACK_MAJOR));
  }
  const weft_tensor& tensor = managed.tensor;
  if (tensor.device.type != WEFT_DEVICE_CPU && tensor.device.type != WEFT_DEVICE_CUDA &&
      tensor.device.type != WEFT_DEVICE_VULKAN) {
    return refuse("device type " + std::to_string(tensor.device.type) + "; expected 1 (cpu), 2 (cuda) or 7 (vulkan)");
  }
  if (tensor.device.index < 0) return refuse("device index " + std::to_string(tensor.device.index));
  if (tensor.dtype.lanes != 1) return refuse(std::to_string(tensor.dtype.lanes) + " lanes; expected 1");
  if (!isKnown(tensor.dtype)) {
    return refuse("elements of code " + std::to_string(tensor.dtype.code) + " with " +
                  std::to_string(tensor.dtype.bits) + " bits; expected one of WEFT_TYPE_... in its usual sizes");
  }
  if (tensor.dimensions < 0 || tensor.dimensions > maximumDimensions) {
    return refuse(std::to_string(tensor.dimensions) + " dimensions; expected 0 to " +
                  std::to_string(maximumDimensions));
  }
  if (tensor.dimensions > 0 && !tensor.shape) return refuse("no shape");

  // Sizes of zero are left out of the product, so that a huge one beside them is found too.
  uint64_t elements = 1;
  bool empty = false;
  for (int32_t i = 0; i < tensor.dimensions; ++i) {
    const int64_t size = tensor.shape[i];
    if (size < 0) return refuse("dimension " + std::to_string(i) + " is " + std::to_string(size));
    if (size == 0) {
      empty = true;
    } else if (__builtin_mul_overflow(elements, static_cast<uint64_t>(size), &elements) || elements > largestSize) {
      return refuse("its shape has more elements than 64 bits can count");
    }
  }
  const uint64_t itemSize = tensor.dtype.bits / 8u;
  uint64_t bytes = 0;
  if (__builtin_mul_overflow(elements, itemSize, &bytes) || bytes > largestSize) {
    return refuse("its shape has more bytes than 64 bits can count");
  }
  if (empty) return {};
  if (!tensor.data) return refuse("no data");
  if (tensor.strides) {
    uint64_t span = 0;
    if (!extent(tensor, span) || span >= largestSize / itemSize) return refuse("its strides leave the address space");
  }
  if (tensor.byte_offset > largestSize) return refuse("its byte offset leaves the address space");
  return {};
}

uint64_t tensorSpan(const weft_tensor& tensor) {
  const uint64_t itemSize = tensor.dtype.bits / 8u;
  uint64_t elements = 1;
  for (int32_t i = 0; i < tensor.dimensions; ++i) elements *= static_cast<uint64_t>(tensor.shape[i]);
  if (elements == 0 || !tensor.strides) return elements * itemSize;
  uint64_t span = 0;
  extent(tensor, span);
  return (span + 1) * itemSize;
}

std::string dtypeName(weft_dtype dtype) {
  switch (dtype.code) {
    case WEFT_TYPE_INT:
      return "int" + std::to_string(dtype.bits);
    case WEFT_TYPE_UINT:
      return "uint" + std::to_string(dtype.bits);
    case WEFT_TYPE_FLOAT:
      return "float" + std::to_string(dtype.bits);
    case WEFT_TYPE_BFLOAT:
      return "bfloat" + std::to_string(dtype.bits);
    default:
      return "bool";
  }
}

std::string deviceName(weft_device_id device) {
  if (device.type == WEFT_DEVICE_CPU) return "cpu";
  return (device.type == WEFT_DEVICE_CUDA ? "cuda:" : "vulkan:") + std::to_string(device.index);
}

}  // namespace weft
