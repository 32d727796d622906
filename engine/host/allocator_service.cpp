// weft.allocator: compact CPU tensors whose bytes are counted.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <weft/base/text.h>
#include <weft/value/memory.h>

#include "guard.h"
#include "services.h"

namespace weft {
namespace {

constexpr int32_t mostDimensions = 64;
constexpr uint64_t mostBytes = uint64_t{1} << 46;

struct Block {
  weft_managed_tensor managed{};
  std::vector<int64_t> shape;

  ~Block() { releaseMemory(managed.tensor.data); }
};

void WEFT_CALL deleteBlock(weft_managed_tensor* managed) {
  if (managed) delete static_cast<Block*>(managed->manager);
}

std::string shapeText(const int64_t* shape, int32_t dimensions) {
  std::string text = "[";
  for (int32_t i = 0; i < dimensions; ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

bool isKnown(weft_dtype dtype) {
  const auto bitsIn = [&](std::initializer_list<int> bits) {
    return std::find(bits.begin(), bits.end(), int{dtype.bits}) != bits.end();
  };
  if (dtype.lanes != 1) return false;
  switch (dtype.code) {
    case WEFT_TYPE_INT:
    case WEFT_TYPE_UINT:
      return bitsIn({8, 16, 32, 64});
    case WEFT_TYPE_FLOAT:
      return bitsIn({16, 32, 64});
    case WEFT_TYPE_BFLOAT:
      return dtype.bits == 16;
    case WEFT_TYPE_BOOL:
      return dtype.bits == 8;
    default:
      return false;
  }
}

// The bytes of a compact tensor; an error for a negative dimension or a size that does not fit.
Result<uint64_t> sizeOf(weft_dtype dtype, const int64_t* shape, int32_t dimensions) {
  bool empty = false;
  uint64_t bytes = dtype.bits / 8u;
  for (int32_t i = 0; i < dimensions; ++i) {
    if (shape[i] < 0) {
      return makeError(ErrorCode::InvalidArgument,
                       "a tensor of shape " + shapeText(shape, dimensions) + " cannot be: a dimension is negative");
    }
    empty = empty || shape[i] == 0;
  }
  for (int32_t i = 0; !empty && i < dimensions; ++i) {
    if (__builtin_mul_overflow(bytes, static_cast<uint64_t>(shape[i]), &bytes) || bytes > mostBytes) {
      return makeError(ErrorCode::OutOfMemory,
                       "out of memory: a tensor of shape " + shapeText(shape, dimensions) + " fits no memory");
    }
  }
  return empty ? 0 : bytes;
}

weft_status WEFT_CALL allocateTensor(weft_device_id device, weft_dtype dtype, const int64_t* shape, int32_t dimensions,
                                     weft_managed_tensor** out) {
  if (!out || (!shape && dimensions > 0)) {
    return failWith(WEFT_ERROR_INVALID_ARGUMENT, "weft_allocator.tensor: an argument is a null pointer");
  }
  *out = nullptr;
  if (dimensions < 0 || dimensions > mostDimensions) {
    return failWith(WEFT_ERROR_INVALID_ARGUMENT, "a tensor has 0 to 64 dimensions, not " + std::to_string(dimensions));
  }
  if (device.type != WEFT_DEVICE_CPU) {
    return failWith(WEFT_ERROR_UNSUPPORTED_DEVICE, "the engine allocates on the CPU only; devices allocate their own");
  }
  if (!isKnown(dtype)) return failWith(WEFT_ERROR_INVALID_ARGUMENT, "weft_allocator.tensor: no such element type");
  return shielded("weft_allocator.tensor", [&]() -> weft_status {
    const auto bytes = sizeOf(dtype, shape, dimensions);
    if (!bytes) return failWith(bytes.error());
    auto block = std::make_unique<Block>();
    block->shape.assign(shape, shape + dimensions);
    const auto data = allocateMemory(*bytes);
    if (!data) return failWith(data.error());
    block->managed.version = {WEFT_DLPACK_MAJOR, WEFT_DLPACK_MINOR};
    block->managed.manager = block.get();
    block->managed.deleter = deleteBlock;
    block->managed.tensor = {*data, {WEFT_DEVICE_CPU, 0}, dimensions, dtype, block->shape.data(), nullptr, 0};
    *out = &block.release()->managed;
    return WEFT_OK;
  });
}

weft_status WEFT_CALL allocate(uint64_t bytes, void** block) {
  if (!block) return failWith(WEFT_ERROR_INVALID_ARGUMENT, "weft_allocator.allocate: wants a place for the block");
  *block = nullptr;
  return shielded("weft_allocator.allocate", [&]() -> weft_status {
    const auto memory = allocateMemory(bytes);
    if (!memory) return failWith(memory.error());
    *block = *memory;
    return WEFT_OK;
  });
}

void WEFT_CALL release(void* block) { releaseMemory(block); }

weft_status WEFT_CALL charge(weft_device_id device, uint64_t bytes, weft_charge** out) {
  if (!out) return failWith(WEFT_ERROR_INVALID_ARGUMENT, "weft_allocator.charge: wants a place for the charge");
  *out = nullptr;
  return shielded("weft_allocator.charge", [&]() -> weft_status {
    auto taken = MemoryCharge::take(device, bytes);
    if (!taken) return failWith(taken.error());
    *out = reinterpret_cast<weft_charge*>(new MemoryCharge(*std::move(taken)));
    return WEFT_OK;
  });
}

void WEFT_CALL discharge(weft_charge* charge) { delete reinterpret_cast<MemoryCharge*>(charge); }

}  // namespace

const weft_allocator& allocatorTable() {
  static const weft_allocator table = {sizeof(weft_allocator), allocateTensor, allocate, release, charge, discharge};
  return table;
}

}  // namespace weft
