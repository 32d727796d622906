// The same on a Vulkan device of Weft's, with a shader of our own.
#pragma once

#include <memory>

#include <weft/abi.h>

#include "enlarge.h"

// One device with the shader made ready. One call at a time.
class VulkanEnlarger {
 public:
  // Throws weft::Failure where Vulkan's library lacks something, and for all that the device refuses.
  explicit VulkanEnlarger(weft_device_id device);
  ~VulkanEnlarger();

  weft_device_id device() const { return m_device; }

  // Compact float32 tensors of the device. Returns when the result is there and visible to all.
  void run(const Enlarging& enlarging, const weft_tensor& from, const weft_tensor& to);

 private:
  struct Shader;
  weft_device_id m_device;
  std::unique_ptr<Shader> m_shader;
};
