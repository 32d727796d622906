// A plugin whose driver is missing, and which says so when it is asked.
#include <weft/sdk.h>

namespace {

struct Devices {
  static constexpr int32_t deviceType = WEFT_DEVICE_VULKAN;
  static int32_t count() { throw weft::Failure("no driver here", WEFT_ERROR_NOT_FOUND); }
  static weft::Value open(int32_t) { return {}; }
};

}  // namespace

WEFT_PLUGIN("org.example.gpu_bad", "1.0.0", Devices)
