// The pack weft.vulkan: Vulkan devices. Its code, the loader and the drivers come with the first one that is asked for.
#include <weft/sdk.h>

#include "pack/part.h"

namespace weft::vulkan {
namespace {

const weft_device_factory& realFactory() {
  return *static_cast<const weft_device_factory*>(detail::packPart<"vulkan">().get_factory(WEFT_DEVICE_FACTORY));
}

struct Devices {
  static constexpr int32_t deviceType = WEFT_DEVICE_VULKAN;
  static int32_t count() {
    int32_t count = 0;
    detail::check(realFactory().count(&count));
    return count;
  }
  static Value open(int32_t index) {
    const weft_value* device = nullptr;
    detail::check(realFactory().open(index, &device));
    return Value::adopt(device);
  }
};

}  // namespace
}  // namespace weft::vulkan

WEFT_PLUGIN("weft.vulkan", "0.1.0", weft::vulkan::Devices)
