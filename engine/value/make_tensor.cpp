#include <weft/value/make_tensor.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <weft/value/memory.h>
#include <weft/value/value.h>

#include "tensor_layout.h"

namespace weft {
namespace {

constexpr uint64_t mostBytes = uint64_t{1} << 46;

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
  if (std::any_of(shape.begin(), shape.end(), [](int64_t side) { return side < 0; })) {
    return makeError(ErrorCode::InvalidArgument,
                     "a tensor of shape " + shapeText(shape) + " cannot be: a dimension is negative");
  }
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return uint64_t{0};
  uint64_t bytes = dtype.bits / 8u;
  for (const int64_t side : shape) {
    if (__builtin_mul_overflow(bytes, static_cast<uint64_t>(side), &bytes) || bytes > mostBytes) {
      return makeError(ErrorCode::OutOfMemory,
                       "out of memory: a tensor of shape " + shapeText(shape) + " fits no memory");
    }
  }
  return bytes;
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
