// A device's memory: large buffers, and parts of them for tensors. Addresses are numbers of our own, far above those of
// a process, so that whoever takes one for a pointer crashes at once; address + n is a place within an allocation.
#pragma once

#include <vulkan/vulkan_core.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "vulkan/instance.h"

namespace weft::vulkan {

// Where an address lies.
struct Place {
  VkBuffer buffer = VK_NULL_HANDLE;
  uint64_t offset = 0;          // in the buffer
  uint64_t bytes = 0;           // up to the end of its allocation
  std::byte* mapped = nullptr;  // the same bytes on the host, where both share memory
};

// A buffer with memory of its own.
struct Buffer {
  VkBuffer handle = VK_NULL_HANDLE;
  VkDeviceMemory memory = VK_NULL_HANDLE;
  uint64_t bytes = 0;
  std::byte* mapped = nullptr;
};

class Memory {
 public:
  // `direct`: where host and device share memory, use it without staging.
  Memory(VkDevice device, const PhysicalDevice& physical, bool direct);
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  // All [any thread]. allocate() throws VulkanError (OutOfMemory); place() one of another kind for a foreign address.
  void* allocate(uint64_t bytes);
  void free(void* address) noexcept;
  Place place(const void* address) const;
  uint64_t used() const;                      // by buffers of this object
  uint64_t total() const { return m_total; }  // of the heap they come from

  // For copies to a device that shares no memory: visible to the host, mapped. Belongs to the caller.
  Buffer makeStaging(uint64_t bytes) const;
  void destroy(const Buffer& buffer) const noexcept;

  uint64_t alignment() const { return m_alignment; }  // of allocations and of what shaders are given

 private:
  struct Block {
    Buffer buffer;
    std::map<uint64_t, uint64_t> free;  // offset -> bytes
    std::map<uint64_t, uint64_t> used;
  };
  Buffer makeBuffer(uint64_t bytes, uint32_t memoryType, bool mapped) const;
  uint32_t chooseType(VkMemoryPropertyFlags wanted, VkMemoryPropertyFlags needed) const;

  const VkDevice m_device;
  VkPhysicalDeviceMemoryProperties m_properties{};
  uint32_t m_type = 0;
  bool m_mapped = false;
  uint64_t m_alignment = 256, m_largest = 0, m_total = 0;
  mutable std::mutex m_mutex;
  std::map<uintptr_t, Block> m_blocks;  // by their first address
  uintptr_t m_next;
  uint64_t m_used = 0;
};

}  // namespace weft::vulkan
