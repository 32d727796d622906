#include <weft/value/make_tensor.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <weft/value/memory.h>
#include <weft/value/value.h>

#include "tensor_layout.h"

namespace weft {
namespace {

constexpr uint64_t mostBytes = uint64_t{1} << 46, mostCounted = std::numeric_limits<int64_t>::max();

std::string shapeText(std::span<const int64_t> shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

struct Block {
  weft_managed_tensor managed{};
  std::vector<int64_t> shape;

  ~Block() { releaseMemory(managed.tensor.data); }
  static void WEFT_CALL destroy(weft_managed_tensor* managed) { delete static_cast<Block*>(managed->manager); }
};

}  // namespace

Result<uint64_t> compactBytes(weft_dtype dtype, std::span<const int64_t> shape) {
  if (dtype.lanes != 1 || !isKnown(dtype)) return makeError(ErrorCode::InvalidArgument, "no such element type");
  if (shape.size() > size_t{maximumDimensions}) {
    return makeError(ErrorCode::InvalidArgument,
                     "a tensor has 0 to 64 dimensions, not " + std::to_string(shape.size()));
  }
  const auto cannotBe = [&](const char* reason) {
    return makeError(ErrorCode::InvalidArgument, "a tensor of shape " + shapeText(shape) + " cannot be: " + reason);
  };
  if (std::any_of(shape.begin(), shape.end(), [](int64_t side) { return side < 0; })) {
    return cannotBe("a dimension is negative");
  }
  // Dimensions of 0 are left out of the product: whoever steps along the others must be able to count, too.
  const bool empty = std::find(shape.begin(), shape.end(), 0) != shape.end();
  uint64_t bytes = dtype.bits / 8u;
  for (const int64_t side : shape) {
    if (side == 0) continue;
    if (__builtin_mul_overflow(bytes, static_cast<uint64_t>(side), &bytes) ||
        bytes > (empty ? mostCounted : mostBytes)) {
      if (empty) return cannotBe("it is empty, but the bytes along its other dimensions are more than 64 bits count");
      return makeError(ErrorCode::OutOfMemory,
                       "out of memory: a tensor of shape " + shapeText(shape) + " fits no memory");
    }
  }
  return empty ? 0 : bytes;
}

Result<weft_managed_tensor*> makeTensor(weft_dtype dtype, std::span<const int64_t> shape) {
  const auto bytes = compactBytes(dtype, shape);
  if (!bytes) return bytes.error();
  auto block = std::make_unique<Block>();
  block->shape.assign(shape.begin(), shape.end());
  const auto memory = allocateMemory(*bytes);
  if (!memory) return memory.error();
  block->managed.version = {WEFT_DLPACK_MAJOR, WEFT_DLPACK_MINOR};
  block->managed.manager = block.get();
  block->managed.deleter = Block::destroy;
  block->managed.tensor = {*memory, cpuDevice, static_cast<int32_t>(shape.size()), dtype, block->shape.data(),
                           nullptr, 0};
  return &block.release()->managed;
}

void gather(const weft_tensor& tensor, const void* first, void* out) {
  const size_t item = tensor.dtype.bits / 8u;
  const auto* from = static_cast<const std::byte*>(first);
  auto* to = static_cast<std::byte*>(out);
  size_t count = 1;
  for (int32_t i = 0; i < tensor.dimensions; ++i) count *= static_cast<size_t>(tensor.shape[i]);
  if (count == 0) return;
  if (isCompact(tensor)) {
    std::memcpy(to, from, count * item);
    return;
  }
  std::vector<int64_t> index(static_cast<size_t>(tensor.dimensions), 0);
  int64_t offset = 0;  // in elements
  for (;; to += item) {
    std::memcpy(to, from + offset * static_cast<int64_t>(item), item);
    int32_t i = tensor.dimensions - 1;
    for (; i >= 0; --i) {
      const auto at = static_cast<size_t>(i);
      offset += tensor.strides[i];
      if (++index[at] < tensor.shape[i]) break;
      offset -= tensor.strides[i] * tensor.shape[i];
      index[at] = 0;
    }
    if (i < 0) return;
  }
}

}  // namespace weft
