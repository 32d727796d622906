#include "tensor_wire.h"

#include <memory>
#include <vector>

#include <weft/base/byte_size.h>
#include <weft/value/device.h>
#include <weft/value/make_tensor.h>
#include <weft/value/memory.h>
#include <weft/value/shared_memory.h>

#include "link.h"

namespace weft {
namespace {

// Where there is no shared memory, a whole tensor rides in its message.
constexpr uint64_t mostInline = uint64_t{1} << 30;

const std::byte* firstOf(const weft_tensor& tensor) {
  return static_cast<const std::byte*>(tensor.data) + tensor.byte_offset;
}

std::span<const int64_t> shapeOf(const weft_tensor& tensor) {
  return {tensor.shape, static_cast<size_t>(tensor.dimensions)};
}

bool isKnown(weft_device_id device) {
  return device.index >= 0 &&
         (device.type == WEFT_DEVICE_CPU || device.type == WEFT_DEVICE_CUDA || device.type == WEFT_DEVICE_VULKAN);
}
bool isOnCpu(weft_device_id device) { return device.type == WEFT_DEVICE_CPU; }

Result<Value> fetched(Link& link, const Value& tensor) {
  const SharedMemoryScope crosses;
  auto device = link.openDevice(tensor.asTensor()->device);
  if (!device) return device.error();
  return device->copyOut(*tensor.asTensor());
}

// The same elements, compact and in memory that the other side can read, if there is any.
Result<Value> copied(const weft_tensor& tensor) {
  const SharedMemoryScope crosses;
  auto made = makeTensor(tensor.dtype, shapeOf(tensor));
  if (!made) return made.error();
  gather(tensor, firstOf(tensor), (*made)->tensor.data);
  return Value::tensor(*made);
}

std::shared_ptr<const SharedArena> arenaOf(Link& link, const Value& tensor, uint64_t bytes) {
  auto arena = SharedArena::holding(firstOf(*tensor.asTensor()), bytes);
  return arena && link.memory().tell(*arena) ? arena : nullptr;
}

// A tensor in memory of the other side, which keeps it until this one has gone.
struct Guest {
  weft_managed_tensor managed{};
  std::vector<int64_t> shape;
  std::shared_ptr<const SharedArena> arena;
  std::shared_ptr<Link> link;
  uint64_t handle = 0;
  MemoryCharge charge;
  const weft_value* value = nullptr;

  ~Guest() {
    if (value) link->memory().removeGuest(value);
    link->letGo(handle);
  }
  static void WEFT_CALL destroy(weft_managed_tensor* managed) { delete static_cast<Guest*>(managed->manager); }
};

Result<Value> guestTensor(Link& link, weft_dtype dtype, std::vector<int64_t> shape, uint64_t bytes, WireReader& in) {
  const auto id = in.get<uint64_t>();
  const auto offset = in.get<uint64_t>();
  const auto handle = in.get<uint64_t>();
  if (!in.ok()) return Value();
  auto guest = std::make_unique<Guest>();
  guest->link = link.shared_from_this();
  guest->handle = handle;
  guest->arena = link.memory().find(id);
  const bool inside = guest->arena && offset <= guest->arena->bytes() && bytes <= guest->arena->bytes() - offset;
  if (!inside || offset % (dtype.bits / 8u) != 0) return Value();
  // A worker reads what the host has counted.
  if (!link.isWorker()) {
    auto charge = MemoryCharge::take(cpuDevice, bytes);
    if (!charge) return charge.error();
    guest->charge = *std::move(charge);
  }
  guest->shape = std::move(shape);
  guest->managed.version = {WEFT_DLPACK_MAJOR, WEFT_DLPACK_MINOR};
  guest->managed.flags = WEFT_TENSOR_READ_ONLY;
  guest->managed.manager = guest.get();
  guest->managed.deleter = Guest::destroy;
  guest->managed.tensor = {guest->arena->data() + offset,
                           cpuDevice,
                           static_cast<int32_t>(guest->shape.size()),
                           dtype,
                           guest->shape.data(),
                           nullptr,
                           0};
  Guest* known = guest.get();
  auto value = Value::tensor(&guest.release()->managed);
  if (!value) return Value();
  known->value = value->get();
  link.memory().addGuest(value->get(), handle);
  return value;
}

Result<Value> inlineTensor(weft_dtype dtype, const std::vector<int64_t>& shape, uint64_t bytes, WireReader& in) {
  const char* from = in.getBytes(bytes);
  if (!from) return Value();
  auto made = makeTensor(dtype, shape);
  if (!made) return made.error();
  if (bytes > 0) std::memcpy((*made)->tensor.data, from, bytes);
  return Value::tensor(*made);
}

}  // namespace

Result<void> putTensor(MessageWriter& message, const Value& tensor, WireWriter& out) {
  const weft_tensor& view = *tensor.asTensor();
  const auto bytes = compactBytes(view.dtype, shapeOf(view));
  if (!bytes) return bytes.error();
  Value here = tensor;
  if (!isOnCpu(view.device)) {
    auto staged = fetched(message.link(), tensor);
    if (!staged) return staged.error();
    here = *std::move(staged);
  }
  std::shared_ptr<const SharedArena> arena;
  if (*bytes >= smallestSharedBlock) {
    if (isCompact(*here.asTensor())) arena = arenaOf(message.link(), here, *bytes);
    if (!arena) {
      auto copy = copied(*here.asTensor());
      if (!copy) return copy.error();
      here = *std::move(copy);
      arena = arenaOf(message.link(), here, *bytes);
    }
  }
  if (!arena && *bytes > mostInline) {
    return makeError(ErrorCode::OutOfMemory, "a tensor of " + formatBytes(*bytes) +
                                                 " cannot cross to another process: there is no shared memory");
  }
  out.put(arena ? LeafForm::Shared : LeafForm::Inline);
  out.put(view.dtype.code);
  out.put(view.dtype.bits);
  out.put(view.device.type);
  out.put(view.device.index);
  out.put(static_cast<uint8_t>(view.dimensions));
  for (const int64_t side : shapeOf(view)) out.put(side);
  const weft_tensor& found = *here.asTensor();
  if (arena) {
    out.put(arena->id());
    out.put(arena->offsetOf(firstOf(found)));
    out.put(message.link().hold(std::make_shared<HeldValue>(here)));
  } else if (isCompact(found)) {
    out.putBytes(firstOf(found), *bytes);
  } else {
    std::vector<std::byte> elements(*bytes);
    gather(found, firstOf(found), elements.data());
    out.putBytes(elements.data(), *bytes);
  }
  return {};
}

Result<Value> getTensor(Link& link, LeafForm form, WireReader& in) {
  weft_dtype dtype{0, 0, 1};
  weft_device_id device{};
  dtype.code = in.get<uint8_t>();
  dtype.bits = in.get<uint8_t>();
  device.type = in.get<int32_t>();
  device.index = in.get<int32_t>();
  std::vector<int64_t> shape(in.get<uint8_t>());
  for (int64_t& side : shape) side = in.get<int64_t>();
  const auto bytes = compactBytes(dtype, shape);
  if (!in.ok() || !bytes || !isKnown(device) || (form != LeafForm::Inline && form != LeafForm::Shared)) return Value();
  auto value = form == LeafForm::Shared ? guestTensor(link, dtype, std::move(shape), *bytes, in)
                                        : inlineTensor(dtype, shape, *bytes, in);
  if (!value || !*value || isOnCpu(device)) return value;
  auto opened = link.openDevice(device);
  if (!opened) return opened.error();
  return opened->copyIn(*value->asTensor());
}

}  // namespace weft
