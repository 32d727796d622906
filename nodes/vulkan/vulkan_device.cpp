// A Vulkan device as the engine sees it (weft.device/0), and as plugins with shaders of their own do (weft.vulkan/0).
#include <weft/sdk.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "vulkan/device.h"
#include "vulkan/failure.h"

namespace weft::vulkan {
namespace {

class VulkanDevice : public DeviceObject {
 public:
  explicit VulkanDevice(int index) : m_index(index), m_device(Device::at(index)) {}

  weft_device_id id() const override { return {WEFT_DEVICE_VULKAN, m_index}; }
  const char* name() const override { return m_device.name().c_str(); }
  void memory(uint64_t& used, uint64_t& total) override {
    used = m_device.memory().used();
    total = m_device.memory().total();
  }
  void* allocate(uint64_t bytes) override {
    return guarded([&] { return m_device.memory().allocate(bytes); });
  }
  void free(void* address) noexcept override { m_device.memory().free(address); }
  void copyIn(void* address, const void* host, uint64_t bytes) override {
    guarded([&] { m_device.copyIn(address, host, bytes); });
  }
  void copyOut(void* host, const void* address, uint64_t bytes) override {
    guarded([&] { m_device.copyOut(host, address, bytes); });
  }

  const void* interface(const char* id) override {
    return std::strcmp(id, WEFT_VULKAN) == 0 ? &table : DeviceObject::interface(id);
  }

 private:
  static Device& deviceOf(void* self) { return static_cast<VulkanDevice&>(of(self)).m_device; }

  static weft_status WEFT_CALL handles(void* self, weft_vulkan_handles* out) {
    const Device& device = deviceOf(self);
    const weft_vulkan_handles all{out->struct_size,  device.queueFamily(), Instance::get().handle(),
                                  device.physical(), device.handle(),      device.queue()};
    std::memcpy(out, &all, std::min<size_t>(out->struct_size, sizeof(all)));
    return WEFT_OK;
  }
  static void WEFT_CALL lock(void* self) { deviceOf(self).lockQueue(); }
  static void WEFT_CALL unlock(void* self) { deviceOf(self).unlockQueue(); }
  static weft_status WEFT_CALL buffer(void* self, const void* address, uint64_t* buffer, uint64_t* offset,
                                      uint64_t* bytes) {
    return detail::guard([&] {
      guarded([&] {
        const Place place = deviceOf(self).memory().place(address);
        *buffer = reinterpret_cast<uint64_t>(place.buffer);
        *offset = place.offset;
        *bytes = place.bytes;
      });
    });
  }
  static constexpr weft_vulkan table{sizeof(weft_vulkan), &handles, &lock, &unlock, &buffer};

  const int m_index;
  Device& m_device;
};

struct Devices {
  static constexpr int32_t deviceType = WEFT_DEVICE_VULKAN;
  static int32_t count() {
    return guarded([] { return static_cast<int32_t>(Instance::get().devices().size()); });
  }
  static Value open(int32_t index) {
    return guarded([&] { return makeObject("device", std::make_unique<VulkanDevice>(index)); });
  }
};

}  // namespace
}  // namespace weft::vulkan

WEFT_PLUGIN("weft.vulkan", "0.1.0", weft::vulkan::Devices)
