// From what this folder throws to what nodes and devices throw.
#pragma once

#include <weft/sdk/host.h>

#include <utility>

#include "vulkan/error.h"

namespace weft::vulkan {

inline Failure failureOf(const VulkanError& error) {
  switch (error.kind()) {
    case VulkanError::Kind::NoDevice:
      return Failure(error.what(), WEFT_ERROR_UNSUPPORTED_DEVICE);
    case VulkanError::Kind::OutOfMemory:
      return Failure(error.what(), WEFT_ERROR_DEVICE_OUT_OF_MEMORY);
    default:
      return Failure(error.what(), WEFT_ERROR_INTERNAL);
  }
}

template <class Function>
decltype(auto) guarded(Function&& function) {
  try {
    return std::forward<Function>(function)();
  } catch (const VulkanError& error) {
    throw failureOf(error);
  }
}

}  // namespace weft::vulkan
