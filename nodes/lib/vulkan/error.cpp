#include "vulkan/error.h"

namespace weft::vulkan {

std::string resultName(VkResult result) {
  switch (result) {
    case VK_ERROR_OUT_OF_HOST_MEMORY:
      return "VK_ERROR_OUT_OF_HOST_MEMORY";
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
      return "VK_ERROR_OUT_OF_DEVICE_MEMORY";
    case VK_ERROR_INITIALIZATION_FAILED:
      return "VK_ERROR_INITIALIZATION_FAILED";
    case VK_ERROR_DEVICE_LOST:
      return "VK_ERROR_DEVICE_LOST";
    case VK_ERROR_INCOMPATIBLE_DRIVER:
      return "VK_ERROR_INCOMPATIBLE_DRIVER";
    case VK_ERROR_TOO_MANY_OBJECTS:
      return "VK_ERROR_TOO_MANY_OBJECTS";
    default:
      return "VkResult " + std::to_string(static_cast<int>(result));
  }
}

void check(VkResult result, const std::string& what) {
  if (result == VK_SUCCESS) return;
  const std::string reason = " (" + resultName(result) + ")";
  switch (result) {
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
    case VK_ERROR_OUT_OF_HOST_MEMORY:
    case VK_ERROR_TOO_MANY_OBJECTS:
      throw VulkanError(VulkanError::Kind::OutOfMemory, "the Vulkan device has no memory for " + what + reason);
    case VK_ERROR_DEVICE_LOST:
      throw VulkanError(VulkanError::Kind::Lost, "the Vulkan device was lost during " + what + reason +
                                                     ": its driver gave up; a new process may use it again");
    default:
      throw VulkanError(VulkanError::Kind::Other, "Vulkan refused " + what + reason);
  }
}

}  // namespace weft::vulkan
