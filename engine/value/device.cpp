#include <weft/value/device.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <vector>

#include <weft/base/text.h>
#include <weft/value/foreign_call.h>
#include <weft/value/make_tensor.h>
#include <weft/value/memory.h>

#include "tensor_layout.h"

namespace weft {

struct Device::State {
  Value object;
  weft_device table{};
  void* self = nullptr;
  weft_device_id id{};
};

namespace {

// The functions without which nothing can be moved; a device without streams has no more.
const char* missingFunction(const weft_device& table) {
  return !table.id         ? "id"
         : !table.name     ? "name"
         : !table.memory   ? "memory"
         : !table.allocate ? "allocate"
         : !table.free     ? "free"
         : !table.copy_in  ? "copy_in"
         : !table.copy_out ? "copy_out"
                           : nullptr;
}

}  // namespace

namespace detail {

// A tensor in the memory of a device.
struct DeviceBlock {
  std::shared_ptr<const Device::State> device;
  weft_managed_tensor managed{};
  std::vector<int64_t> shape;
  MemoryCharge charge;

  ~DeviceBlock() {
    if (managed.tensor.data) device->table.free(device->self, managed.tensor.data);
  }
  static void WEFT_CALL destroy(weft_managed_tensor* managed) { delete static_cast<DeviceBlock*>(managed->manager); }
};

}  // namespace detail

Result<Device> Device::of(Value object) {
  const weft_object* handle = object.asObject();
  if (!handle) return makeError(ErrorCode::TypeMismatch, "a device is an object, not a " + object.describe());
  const void* pointer = handle->get_interface(handle->self, WEFT_DEVICE);
  if (!pointer) {
    return makeError(ErrorCode::TypeMismatch, object.describe() + " has no interface \"" WEFT_DEVICE "\"");
  }
  auto state = std::make_shared<State>();
  uint32_t size = 0;
  std::memcpy(&size, pointer, sizeof(size));
  std::memcpy(&state->table, pointer, std::min<size_t>(size, sizeof(weft_device)));
  if (const char* missing = missingFunction(state->table)) {
    return makeError(ErrorCode::InvalidArgument,
                     object.describe() + ": \"" + missing + "\" of \"" WEFT_DEVICE "\" is missing");
  }
  state->self = handle->self;
  state->id = state->table.id(state->self);
  state->object = std::move(object);
  return Device(std::move(state));
}

weft_device_id Device::id() const { return m_state->id; }

std::string Device::name() const {
  const char* name = m_state->table.name(m_state->self);
  return name ? printable(name, 200) : deviceName(id());
}

const Value& Device::object() const { return m_state->object; }

Result<Device::Memory> Device::memory() const {
  Memory memory;
  auto asked =
      callChecked("memory()", [&] { return m_state->table.memory(m_state->self, &memory.used, &memory.total); });
  if (!asked) return asked.error();
  return memory;
}

Result<weft_managed_tensor*> Device::makeTensor(weft_dtype dtype, std::span<const int64_t> shape) const {
  const auto bytes = compactBytes(dtype, shape);
  if (!bytes) return bytes.error();
  auto charge = MemoryCharge::take(id(), *bytes);
  if (!charge) return charge.error();
  auto block = std::make_unique<detail::DeviceBlock>();
  block->device = m_state;
  block->shape.assign(shape.begin(), shape.end());
  block->charge = *std::move(charge);
  void* address = nullptr;
  auto allocated = callChecked(
      "allocate()", [&] { return m_state->table.allocate(m_state->self, std::max<uint64_t>(1, *bytes), &address); });
  if (!allocated) return std::move(allocated).error();
  if (!address) return makeError(ErrorCode::Internal, deviceName(id()) + ": allocate() gave no address");
  block->managed.version = {WEFT_DLPACK_MAJOR, WEFT_DLPACK_MINOR};
  block->managed.manager = block.get();
  block->managed.deleter = detail::DeviceBlock::destroy;
  block->managed.tensor = {address, id(), static_cast<int32_t>(shape.size()), dtype, block->shape.data(), nullptr, 0};
  return &block.release()->managed;
}

Result<Value> Device::copyIn(const weft_tensor& tensor) const {
  const std::span shape(tensor.shape, static_cast<size_t>(tensor.dimensions));
  auto made = makeTensor(tensor.dtype, shape);
  if (!made) return made.error();
  auto copy = Value::tensor(*made);
  if (!copy) return copy;
  const uint64_t bytes = *compactBytes(tensor.dtype, shape);
  if (bytes == 0) return copy;
  const void* source = static_cast<const std::byte*>(tensor.data) + tensor.byte_offset;
  Value gathered;
  if (!isCompact(tensor)) {
    auto between = weft::makeTensor(tensor.dtype, shape);
    if (!between) return between.error();
    gathered = *Value::tensor(*between);
    gather(tensor, source, gathered.asTensor()->data);
    source = gathered.asTensor()->data;
  }
  auto copied = callChecked(
      "copy_in()", [&] { return m_state->table.copy_in(m_state->self, (*made)->tensor.data, source, bytes, nullptr); });
  if (!copied) return std::move(copied).error();
  return copy;
}

Result<Value> Device::copyOut(const weft_tensor& tensor) const {
  const std::span shape(tensor.shape, static_cast<size_t>(tensor.dimensions));
  const auto bytes = compactBytes(tensor.dtype, shape);
  if (!bytes) return bytes.error();
  auto made = weft::makeTensor(tensor.dtype, shape);
  if (!made) return made.error();
  auto copy = Value::tensor(*made);
  if (!copy || *bytes == 0) return copy;
  const auto fetch = [&](void* to, int64_t offset, uint64_t count) {
    const auto* from = static_cast<const std::byte*>(tensor.data) + tensor.byte_offset + offset;
    return callChecked("copy_out()", [&] { return m_state->table.copy_out(m_state->self, to, from, count, nullptr); });
  };
  if (isCompact(tensor)) {
    auto copied = fetch((*made)->tensor.data, 0, *bytes);
    if (!copied) return std::move(copied).error();
    return copy;
  }
  // Everything between the lowest and the highest element is fetched in one go, then gathered.
  int64_t lowest = 0;  // in elements from the first one
  for (int32_t i = 0; i < tensor.dimensions; ++i) {
    if (tensor.strides[i] < 0) lowest += tensor.strides[i] * (tensor.shape[i] - 1);
  }
  const auto item = static_cast<int64_t>(tensor.dtype.bits / 8u);
  const uint64_t span = tensorSpan(tensor);
  const auto between = allocateMemory(span);
  if (!between) return between.error();
  auto copied = fetch(*between, lowest * item, span);
  if (copied) gather(tensor, static_cast<const std::byte*>(*between) - lowest * item, (*made)->tensor.data);
  releaseMemory(*between);
  if (!copied) return std::move(copied).error();
  return copy;
}

}  // namespace weft
