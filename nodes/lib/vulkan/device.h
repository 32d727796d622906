// A Vulkan device that computes: its memory, copies, and shaders run one batch after the other. Every call has finished
// its work on the device when it returns.
#pragma once

#include <vulkan/vulkan_core.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "vulkan/instance.h"
#include "vulkan/memory.h"

namespace weft::vulkan {

// SPIR-V as glslc made it, with an entry "main": binding 0, 1, … are storage buffers, and there may be push constants.
struct Shader {
  std::span<const uint32_t> code;  // lives as long as the process
  uint32_t buffers = 0;
  uint32_t pushBytes = 0;  // at most 128
};

struct BufferRange {
  VkBuffer buffer = VK_NULL_HANDLE;
  uint64_t offset = 0;  // a multiple of Limits::alignment
  uint64_t bytes = 0;
};

struct Dispatch {
  const Shader* shader = nullptr;
  std::vector<BufferRange> buffers;
  std::vector<std::byte> push;
  uint32_t groups[3] = {1, 1, 1};
  bool afterOthers = false;  // reads what earlier ones of the batch wrote
};

class Device {
 public:
  // The one with this index in Instance::devices(), opened by the first call; never destroyed. Throws VulkanError.
  static Device& at(int index);

  Device(const PhysicalDevice& physical, bool direct);  // for tests; direct: see Memory
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  const std::string& name() const { return m_name; }
  Memory& memory() { return *m_memory; }

  // What one binding of a buffer, and one dispatch, may span.
  struct Limits {
    uint64_t alignment = 0, range = 0;  // bytes
    uint32_t groups = 0;                // in each direction
  };
  const Limits& limits() const { return m_limits; }

  // All [any thread]; throw VulkanError.
  void copyIn(void* address, const void* host, uint64_t bytes);
  void copyOut(void* host, const void* address, uint64_t bytes);
  void run(std::span<const Dispatch> dispatches);

  // For other users of the queue: nothing is submitted between the two calls but by whoever holds it.
  void lockQueue() { m_queueLock.lock(); }
  void unlockQueue() { m_queueLock.unlock(); }

  VkDevice handle() const { return m_device; }
  VkPhysicalDevice physical() const { return m_physical.handle; }
  VkQueue queue() const { return m_queue; }
  uint32_t queueFamily() const { return m_physical.queueFamily; }

 private:
  struct Pipeline {
    VkDescriptorSetLayout setLayout = VK_NULL_HANDLE;
    VkPipelineLayout layout = VK_NULL_HANDLE;
    VkPipeline handle = VK_NULL_HANDLE;
  };
  const Pipeline& pipelineOf(const Shader& shader);
  VkDescriptorSet describe(VkDescriptorPool pool, const Pipeline& pipeline, const Dispatch& dispatch) const;
  void destroy(const Pipeline& pipeline) const noexcept;
  template <class Record>
  void submit(const char* what, Record&& record);
  template <class Copy>
  void stage(uint64_t bytes, Copy&& copy);

  const PhysicalDevice m_physical;
  const std::string m_name;
  Limits m_limits;
  VkDevice m_device = VK_NULL_HANDLE;
  VkQueue m_queue = VK_NULL_HANDLE;
  std::unique_ptr<Memory> m_memory;
  std::mutex m_queueLock;  // held for a submission
  std::mutex m_workLock;   // held for a batch or a copy: all of what follows
  VkCommandPool m_pool = VK_NULL_HANDLE;
  VkCommandBuffer m_commands = VK_NULL_HANDLE;
  VkFence m_fence = VK_NULL_HANDLE;
  Buffer m_staging;
  std::map<const uint32_t*, Pipeline> m_pipelines;  // by their code
};

}  // namespace weft::vulkan
