// Devices: to be one (DeviceObject, and what WEFT_PLUGIN takes beside nodes), and to use one (openDevice, VulkanRef).
//
//   struct Gpus {                                            WEFT_PLUGIN("org.example.gpu", "1.0.0", Gpus, SomeNode)
//     static constexpr int32_t deviceType = WEFT_DEVICE_CUDA;
//     static int32_t count();                                0, or throws Failure: there is none, and why
//     static weft::Value open(int32_t index);                makeObject("device", …) of a DeviceObject
//   };
#pragma once

#include <cstring>

#include <weft/sdk/object.h>

namespace weft {
inline namespace sdk {

// A device without streams: every copy has been made when its function returns. Functions may throw Failure, but for
// free(); they are called from any thread.
class DeviceObject : public Object {
 public:
  virtual weft_device_id id() const = 0;
  virtual const char* name() const = 0;
  virtual void memory(uint64_t& used, uint64_t& total) = 0;  // in bytes
  virtual void* allocate(uint64_t bytes) = 0;                // WEFT_ERROR_DEVICE_OUT_OF_MEMORY when there is no more
  virtual void free(void* address) noexcept = 0;
  virtual void copyIn(void* address, const void* host, uint64_t bytes) = 0;
  virtual void copyOut(void* host, const void* address, uint64_t bytes) = 0;

  const void* interface(const char* id) override { return std::strcmp(id, WEFT_DEVICE) == 0 ? &table : nullptr; }

 protected:
  static DeviceObject& of(void* self) { return *static_cast<DeviceObject*>(static_cast<Object*>(self)); }

 private:
  static weft_device_id WEFT_CALL idOf(void* self) { return of(self).id(); }
  static const char* WEFT_CALL nameOf(void* self) { return of(self).name(); }
  static weft_status WEFT_CALL memoryOf(void* self, uint64_t* used, uint64_t* total) {
    return detail::guard([&] { of(self).memory(*used, *total); });
  }
  static weft_status WEFT_CALL allocateOn(void* self, uint64_t bytes, void** address) {
    return detail::guard([&] { *address = of(self).allocate(bytes); });
  }
  static void WEFT_CALL freeOn(void* self, void* address) { of(self).free(address); }
  static weft_status WEFT_CALL copyTo(void* self, void* address, const void* host, uint64_t bytes, void*) {
    return detail::guard([&] { of(self).copyIn(address, host, bytes); });
  }
  static weft_status WEFT_CALL copyFrom(void* self, void* host, const void* address, uint64_t bytes, void*) {
    return detail::guard([&] { of(self).copyOut(host, address, bytes); });
  }
  static constexpr weft_device table{sizeof(weft_device), &idOf,   &nameOf, &memoryOf, &allocateOn, &freeOn, &copyTo,
                                     &copyFrom,           nullptr, nullptr, nullptr,   nullptr,     nullptr, nullptr};
};

template <class T>
concept DeviceSource = requires {
  T::deviceType;
};

// The device object of a call: openDevice(call.device()). Not for the CPU.
inline Value openDevice(weft_device_id id) {
  const weft_value* object = nullptr;
  detail::check(services().devices->open(id, &object));
  return Value::adopt(object);
}

// Vulkan's handles, for shaders of one's own.
class VulkanRef : public InterfaceOf<weft_vulkan> {
 public:
  explicit VulkanRef(weft_device_id id) : InterfaceOf(openDevice(id), WEFT_VULKAN) {}

  weft_vulkan_handles handles() const {
    weft_vulkan_handles out{};
    out.struct_size = sizeof(out);
    detail::check(table()->handles(self(), &out));
    return out;
  }
  struct Place {  // a VkBuffer, where in it, and how many bytes of the allocation follow
    uint64_t buffer = 0, offset = 0, bytes = 0;
  };
  Place placeOf(const weft_tensor& tensor) const {
    Place place;
    const void* address = static_cast<const char*>(tensor.data) + tensor.byte_offset;
    detail::check(table()->buffer(self(), address, &place.buffer, &place.offset, &place.bytes));
    return place;
  }
  void lock() const { table()->lock(self()); }  // a std::lock_guard does
  void unlock() const { table()->unlock(self()); }
};

namespace detail {

template <DeviceSource T>
struct DevicesOf {
  static weft_status WEFT_CALL count(int32_t* out) {
    return guard([&] { *out = T::count(); });
  }
  static weft_status WEFT_CALL open(int32_t index, const weft_value** device) {
    return guard([&] { *device = T::open(index).release(); });
  }
  static constexpr weft_device_factory factory{sizeof(weft_device_factory), T::deviceType, &count, &open};
};

}  // namespace detail
}  // namespace sdk
}  // namespace weft
