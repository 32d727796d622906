// A device for tests: its memory is the host's, but its addresses are no pointers, so that whoever follows one crashes.
#pragma once

#include <atomic>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <QtGlobal>

#include <weft/value/device.h>
#include <weft/value/foreign_call.h>
#include <weft/value/make_tensor.h>

namespace weft::test {

class FakeDevice {
 public:
  struct Counts {
    int allocated = 0, freed = 0, copiesIn = 0, copiesOut = 0;
    uint64_t bytes = 0;  // now
  };

  explicit FakeDevice(weft_device_id id, uint64_t capacity = uint64_t{1} << 30) : m_id(id), m_capacity(capacity) {}
  FakeDevice(const FakeDevice&) = delete;
  FakeDevice& operator=(const FakeDevice&) = delete;

  // An object with weft.device/0; the FakeDevice outlives it.
  Value object() {
    weft_object description{sizeof(weft_object), "device", this, getInterface, [](void*) {}, nullptr};
    return *Value::object(description);
  }
  Device device() { return *Device::of(object()); }

  Counts counts() const {
    const std::lock_guard lock(m_mutex);
    return m_counts;
  }
  // From now on every call but free() fails, as after a reset of the driver.
  void lose() { m_lost = true; }

  // The memory behind an address of this device, for fake nodes that compute there; nullptr: not allocated.
  std::byte* memoryAt(const void* address) {
    const std::lock_guard lock(m_mutex);
    const auto wanted = reinterpret_cast<uintptr_t>(address);
    auto block = m_blocks.upper_bound(wanted);
    if (block == m_blocks.begin()) return nullptr;
    --block;
    const uintptr_t offset = wanted - block->first;
    return offset < block->second.size() ? block->second.data() + offset : nullptr;
  }

 private:
  static FakeDevice& of(void* self) { return *static_cast<FakeDevice*>(self); }

  static weft_status lost() {
    setThreadError("the fake device was lost");
    return WEFT_ERROR_INTERNAL;
  }
  weft_status allocate(uint64_t bytes, void** address) {
    const std::lock_guard lock(m_mutex);
    if (m_lost) return lost();
    if (m_counts.bytes + bytes > m_capacity) return WEFT_ERROR_DEVICE_OUT_OF_MEMORY;
    const uintptr_t at = m_next;
    m_next += (bytes + 255) / 256 * 256 + 256;
    m_blocks.emplace(at, std::vector<std::byte>(bytes));
    m_counts.bytes += bytes;
    ++m_counts.allocated;
    *address = reinterpret_cast<void*>(at);
    return WEFT_OK;
  }
  void release(void* address) {
    const std::lock_guard lock(m_mutex);
    const auto block = m_blocks.find(reinterpret_cast<uintptr_t>(address));
    if (block == m_blocks.end()) qFatal("an address is freed that was not allocated");
    m_counts.bytes -= block->second.size();
    ++m_counts.freed;
    m_blocks.erase(block);
  }
  weft_status copy(void* to, const void* from, uint64_t bytes, bool in) {
    std::byte* memory = memoryAt(in ? to : from);
    if (m_lost || !memory) return lost();
    std::memcpy(in ? memory : to, in ? from : memory, bytes);
    const std::lock_guard lock(m_mutex);
    ++(in ? m_counts.copiesIn : m_counts.copiesOut);
    return WEFT_OK;
  }

  static const void* WEFT_CALL getInterface(void*, const char* id) {
    static const weft_device table = {
        sizeof(weft_device),
        [](void* self) { return of(self).m_id; },
        [](void*) { return "fake device"; },
        [](void* self, uint64_t* used, uint64_t* total) -> weft_status {
          *used = of(self).counts().bytes;
          *total = of(self).m_capacity;
          return WEFT_OK;
        },
        [](void* self, uint64_t bytes, void** address) { return of(self).allocate(bytes, address); },
        [](void* self, void* address) { of(self).release(address); },
        [](void* self, void* to, const void* from, uint64_t n, void*) { return of(self).copy(to, from, n, true); },
        [](void* self, void* to, const void* from, uint64_t n, void*) { return of(self).copy(to, from, n, false); },
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr};
    return std::strcmp(id, WEFT_DEVICE) == 0 ? &table : nullptr;
  }

  const weft_device_id m_id;
  const uint64_t m_capacity;
  std::atomic<bool> m_lost{false};
  mutable std::mutex m_mutex;
  std::map<uintptr_t, std::vector<std::byte>> m_blocks;
  uintptr_t m_next = uintptr_t{1} << 60;  // no address of a process
  Counts m_counts;
};

inline Value floatTensor(const std::vector<int64_t>& shape, const std::vector<float>& numbers) {
  Value value = *Value::tensor(*makeTensor({WEFT_TYPE_FLOAT, 32, 1}, shape));
  if (!numbers.empty()) std::memcpy(value.asTensor()->data, numbers.data(), numbers.size() * sizeof(float));
  return value;
}

// Of a compact tensor on the CPU.
inline std::vector<float> floatsOf(const Value& value) {
  const weft_tensor& tensor = *value.asTensor();
  size_t count = 1;
  for (int32_t i = 0; i < tensor.dimensions; ++i) count *= static_cast<size_t>(tensor.shape[i]);
  std::vector<float> numbers(count);
  const auto* data = static_cast<const std::byte*>(tensor.data) + tensor.byte_offset;
  if (count > 0) std::memcpy(numbers.data(), data, count * sizeof(float));
  return numbers;
}

}  // namespace weft::test
