// Vulkan in this process: the loader, and the devices its drivers know.
#pragma once

#include <vulkan/vulkan_core.h>

#include <cstdint>
#include <string>
#include <vector>

namespace weft::vulkan {

struct PhysicalDevice {
  VkPhysicalDevice handle = VK_NULL_HANDLE;
  VkPhysicalDeviceProperties properties{};
  uint32_t queueFamily = 0;   // that computes
  bool sharesMemory = false;  // with the host: integrated, or the CPU itself
};

class Instance {
 public:
  // Made by the first call. Throws VulkanError (NoDevice) where there is no driver, or none that has a device that
  // computes with Vulkan 1.1. Never destroyed: drivers do not outlive the end of main() reliably.
  static const Instance& get();

  VkInstance handle() const { return m_handle; }
  // Discrete ones first, then integrated and virtual ones, then what runs on the CPU; else in the loader's order.
  const std::vector<PhysicalDevice>& devices() const { return m_devices; }

 private:
  Instance();
  VkInstance m_handle = VK_NULL_HANDLE;
  std::vector<PhysicalDevice> m_devices;
};

}  // namespace weft::vulkan
