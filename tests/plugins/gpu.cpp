// A plugin that brings two devices in the host's own memory, of the type cuda; the second cannot be opened.
#include <cstdlib>
#include <cstring>
#include <memory>

#include <weft/sdk.h>

namespace {

class HostDevice : public weft::DeviceObject {
 public:
  weft_device_id id() const override { return {WEFT_DEVICE_CUDA, 0}; }
  const char* name() const override { return "pretended"; }
  void memory(uint64_t& used, uint64_t& total) override {
    used = m_used;
    total = 4096;
  }
  void* allocate(uint64_t bytes) override {
    if (bytes > 4096) throw weft::Failure("the pretended device is full", WEFT_ERROR_DEVICE_OUT_OF_MEMORY);
    m_used += bytes;
    return std::malloc(bytes);
  }
  void free(void* address) noexcept override { std::free(address); }
  void copyIn(void* address, const void* host, uint64_t bytes) override { std::memcpy(address, host, bytes); }
  void copyOut(void* host, const void* address, uint64_t bytes) override { std::memcpy(host, address, bytes); }

 private:
  uint64_t m_used = 0;
};

struct Devices {
  static constexpr int32_t deviceType = WEFT_DEVICE_CUDA;
  static int32_t count() { return 2; }
  static weft::Value open(int32_t index) {
    if (index > 0) throw weft::Failure("the second one is out of order", WEFT_ERROR_UNSUPPORTED_DEVICE);
    return weft::makeObject("device", std::make_unique<HostDevice>());
  }
};

}  // namespace

WEFT_PLUGIN("org.example.gpu", "1.0.0", Devices)
