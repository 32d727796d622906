#include "vulkan/instance.h"

#include <vulkan/vulkan.h>

#include <algorithm>
#include <optional>

#include "vulkan/error.h"

namespace weft::vulkan {
namespace {

int rankOf(VkPhysicalDeviceType type) {
  switch (type) {
    case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
      return 0;
    case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
      return 1;
    case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
      return 2;
    case VK_PHYSICAL_DEVICE_TYPE_CPU:
      return 4;
    default:
      return 3;
  }
}

// A family that computes; those can copy as well.
std::optional<uint32_t> computeFamily(VkPhysicalDevice device) {
  uint32_t count = 0;
  vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
  std::vector<VkQueueFamilyProperties> families(count);
  vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
  for (uint32_t i = 0; i < count; ++i) {
    if (families[i].queueFlags & VK_QUEUE_COMPUTE_BIT) return i;
  }
  return std::nullopt;
}

[[noreturn]] void none(const std::string& reason) { throw VulkanError(VulkanError::Kind::NoDevice, reason); }

}  // namespace

const Instance& Instance::get() {
  static const auto& instance = *new Instance;
  return instance;
}

Instance::Instance() {
  const VkApplicationInfo application = {
      VK_STRUCTURE_TYPE_APPLICATION_INFO, nullptr, "weft", 0, "weft", 0, VK_API_VERSION_1_1};
  VkInstanceCreateInfo wanted{};
  wanted.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO;
  wanted.pApplicationInfo = &application;
  const VkResult made = vkCreateInstance(&wanted, nullptr, &m_handle);
  if (made != VK_SUCCESS) none("the loader found none that works, " + resultName(made));

  uint32_t count = 0;
  VkResult listed = vkEnumeratePhysicalDevices(m_handle, &count, nullptr);
  std::vector<VkPhysicalDevice> handles(count);
  if (listed == VK_SUCCESS) listed = vkEnumeratePhysicalDevices(m_handle, &count, handles.data());
  if (listed != VK_SUCCESS) none("its devices cannot be listed, " + resultName(listed));
  for (const VkPhysicalDevice handle : handles) {
    PhysicalDevice device;
    device.handle = handle;
    vkGetPhysicalDeviceProperties(handle, &device.properties);
    const auto family = computeFamily(handle);
    if (!family || device.properties.apiVersion < VK_API_VERSION_1_1) continue;
    device.queueFamily = *family;
    const VkPhysicalDeviceType type = device.properties.deviceType;
    device.sharesMemory = type == VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU || type == VK_PHYSICAL_DEVICE_TYPE_CPU;
    m_devices.push_back(device);
  }
  if (m_devices.empty()) none("there is no device that computes with Vulkan 1.1");
  std::ranges::stable_sort(m_devices, {},
                           [](const PhysicalDevice& device) { return rankOf(device.properties.deviceType); });
}

}  // namespace weft::vulkan
