// Nodes that compute on the CPU and on Vulkan devices: the pack's library holds the node with what it does on the CPU,
// and the library of the same name in the folder vulkan/ beside it the same node with what it does on Vulkan, loaded
// with the first call on such a device. One object serves both, so its data members are the same in both.
//
//   WEFT_PLUGIN("weft.upscalers", "0.1.0", weft::AlsoOnVulkan<Resample>)            upscalers.cpp
//   WEFT_PLUGIN("weft.upscalers", "0.1.0", Resample)                                upscalers_vulkan.cpp
#pragma once

#include "pack/part.h"

namespace weft {

template <class T>
struct AlsoOnVulkan {};

inline namespace sdk {

template <class T>
struct ClassOf<AlsoOnVulkan<T>> {
  using NodeType = T;
  static void fill(weft_node_class& nodeClass) {
    ClassOf<T>::fill(nodeClass);
    nodeClass.process = [](const weft_node_class* self, void* node, weft_call* call) -> weft_status {
      if (services().calls->device(call).type != WEFT_DEVICE_VULKAN) return onCpu().process(self, node, call);
      const weft_node_class* real = nullptr;
      const weft_status loaded = detail::guard([&] { real = &weft::detail::classInPart<"vulkan">(*self); });
      return loaded < 0 ? loaded : real->process(real, node, call);
    };
  }

 private:
  static const weft_node_class& onCpu() {
    static const weft_node_class filled = [] {
      weft_node_class nodeClass{};
      ClassOf<T>::fill(nodeClass);
      return nodeClass;
    }();
    return filled;
  }
};

}  // namespace sdk
}  // namespace weft
