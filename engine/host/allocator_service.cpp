// weft.allocator: compact tensors whose bytes are counted, on the CPU and on devices.
#include <span>

#include <weft/value/make_tensor.h>
#include <weft/value/memory.h>

#include "device_registry.h"
#include "guard.h"
#include "services.h"

namespace weft {
namespace {

Result<weft_managed_tensor*> tensorOn(weft_device_id device, weft_dtype dtype, std::span<const int64_t> shape) {
  if (device.type == WEFT_DEVICE_CPU) return makeTensor(dtype, shape);
  auto opened = openForNode(device);
  if (!opened) return opened.error();
  return opened->makeTensor(dtype, shape);
}

weft_status WEFT_CALL allocateTensor(weft_device_id device, weft_dtype dtype, const int64_t* shape, int32_t dimensions,
                                     weft_managed_tensor** out) {
  if (!out || (!shape && dimensions > 0)) {
    return failWith(WEFT_ERROR_INVALID_ARGUMENT, "weft_allocator.tensor: an argument is a null pointer");
  }
  *out = nullptr;
  if (dimensions < 0) {
    return failWith(WEFT_ERROR_INVALID_ARGUMENT, "a tensor has 0 to 64 dimensions, not " + std::to_string(dimensions));
  }
  return shielded("weft_allocator.tensor", [&]() -> weft_status {
    auto made = tensorOn(device, dtype, {shape, static_cast<size_t>(dimensions)});
    if (!made) return failWith(made.error());
    *out = *made;
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
