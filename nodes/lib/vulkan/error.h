// What the functions of this folder throw. Vulkan's own results are told by their names.
#pragma once

#include <vulkan/vulkan_core.h>

#include <stdexcept>
#include <string>

namespace weft::vulkan {

class VulkanError : public std::runtime_error {
 public:
  enum class Kind { NoDevice, OutOfMemory, Lost, Other };
  VulkanError(Kind kind, const std::string& message) : std::runtime_error(message), m_kind(kind) {}
  Kind kind() const { return m_kind; }

 private:
  Kind m_kind;
};

std::string resultName(VkResult result);  // "VK_ERROR_DEVICE_LOST"

// Throws unless `result` is VK_SUCCESS; `what` says what was asked for: "a buffer of 64 bytes".
void check(VkResult result, const std::string& what);

}  // namespace weft::vulkan
