#include "vulkan/device.h"

#include <vulkan/vulkan.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "vulkan/error.h"

namespace weft::vulkan {
namespace {

constexpr uint64_t stagingBytes = uint64_t{8} << 20;

// Everything written before is seen by everything after, the host included.
void barrier(VkCommandBuffer commands) {
  VkMemoryBarrier all{};
  all.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
  all.srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
  all.dstAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_READ_BIT |
                      VK_ACCESS_TRANSFER_WRITE_BIT | VK_ACCESS_HOST_READ_BIT;
  constexpr VkPipelineStageFlags device = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
  vkCmdPipelineBarrier(commands, device, device | VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &all, 0, nullptr, 0, nullptr);
}

}  // namespace

Device& Device::at(int index) {
  static auto& devices = *new std::map<int, std::unique_ptr<Device>>;
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  const auto& known = Instance::get().devices();
  if (index < 0 || static_cast<size_t>(index) >= known.size()) {
    throw VulkanError(VulkanError::Kind::NoDevice, "there is no vulkan:" + std::to_string(index));
  }
  auto& device = devices[index];
  if (!device) device = std::make_unique<Device>(known[static_cast<size_t>(index)], true);
  return *device;
}

Device::Device(const PhysicalDevice& physical, bool direct)
    : m_physical(physical), m_name(physical.properties.deviceName) {
  const VkPhysicalDeviceLimits& limits = physical.properties.limits;
  m_limits.range = limits.maxStorageBufferRange;
  m_limits.groups = *std::min_element(limits.maxComputeWorkGroupCount, limits.maxComputeWorkGroupCount + 3);

  const float priority = 1;
  VkDeviceQueueCreateInfo queue{};
  queue.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO;
  queue.queueFamilyIndex = physical.queueFamily;
  queue.queueCount = 1;
  queue.pQueuePriorities = &priority;
  VkDeviceCreateInfo wanted{};
  wanted.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO;
  wanted.queueCreateInfoCount = 1;
  wanted.pQueueCreateInfos = &queue;
  check(vkCreateDevice(physical.handle, &wanted, nullptr, &m_device), "opening " + m_name);
  vkGetDeviceQueue(m_device, physical.queueFamily, 0, &m_queue);
  m_memory = std::make_unique<Memory>(m_device, physical, direct);
  m_limits.alignment = m_memory->alignment();

  VkCommandPoolCreateInfo pool{};
  pool.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
  pool.flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT;
  pool.queueFamilyIndex = physical.queueFamily;
  check(vkCreateCommandPool(m_device, &pool, nullptr, &m_pool), "a pool of commands");
  VkCommandBufferAllocateInfo commands{};
  commands.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
  commands.commandPool = m_pool;
  commands.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
  commands.commandBufferCount = 1;
  check(vkAllocateCommandBuffers(m_device, &commands, &m_commands), "a buffer of commands");
  VkFenceCreateInfo fence{};
  fence.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO;
  check(vkCreateFence(m_device, &fence, nullptr, &m_fence), "a fence");
}

Device::~Device() {
  vkDeviceWaitIdle(m_device);
  for (const auto& [code, pipeline] : m_pipelines) destroy(pipeline);
  m_memory->destroy(m_staging);
  vkDestroyFence(m_device, m_fence, nullptr);
  vkDestroyCommandPool(m_device, m_pool, nullptr);
  m_memory.reset();
  vkDestroyDevice(m_device, nullptr);
}

// Records, submits and waits; the work lock is held.
template <class Record>
void Device::submit(const char* what, Record&& record) {
  VkCommandBufferBeginInfo begin{};
  begin.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
  begin.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
  check(vkResetCommandBuffer(m_commands, 0), what);  // an earlier recording may have been given up
  check(vkBeginCommandBuffer(m_commands, &begin), what);
  record(m_commands);
  barrier(m_commands);
  check(vkEndCommandBuffer(m_commands), what);
  VkSubmitInfo submission{};
  submission.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO;
  submission.commandBufferCount = 1;
  submission.pCommandBuffers = &m_commands;
  {
    const std::lock_guard lock(m_queueLock);
    check(vkQueueSubmit(m_queue, 1, &submission, m_fence), what);
  }
  check(vkWaitForFences(m_device, 1, &m_fence, VK_TRUE, std::numeric_limits<uint64_t>::max()), what);
  check(vkResetFences(m_device, 1, &m_fence), what);
}

// Calls copy(offset, bytes) for parts that fit the staging buffer; the work lock is held.
template <class Copy>
void Device::stage(uint64_t bytes, Copy&& copy) {
  if (!m_staging.handle) m_staging = m_memory->makeStaging(stagingBytes);
  for (uint64_t at = 0; at < bytes; at += stagingBytes) copy(at, std::min(stagingBytes, bytes - at));
}

void Device::copyIn(void* address, const void* host, uint64_t bytes) {
  const Place place = m_memory->place(address);
  if (bytes > place.bytes) throw VulkanError(VulkanError::Kind::Other, "a copy leaves its allocation");
  if (place.mapped) {
    std::memcpy(place.mapped, host, bytes);
    return;
  }
  const std::lock_guard lock(m_workLock);
  stage(bytes, [&](uint64_t at, uint64_t count) {
    std::memcpy(m_staging.mapped, static_cast<const std::byte*>(host) + at, count);
    submit("a copy to the device", [&](VkCommandBuffer commands) {
      const VkBufferCopy part = {0, place.offset + at, count};
      vkCmdCopyBuffer(commands, m_staging.handle, place.buffer, 1, &part);
    });
  });
}

void Device::copyOut(void* host, const void* address, uint64_t bytes) {
  const Place place = m_memory->place(address);
  if (bytes > place.bytes) throw VulkanError(VulkanError::Kind::Other, "a copy leaves its allocation");
  if (place.mapped) {
    std::memcpy(host, place.mapped, bytes);
    return;
  }
  const std::lock_guard lock(m_workLock);
  stage(bytes, [&](uint64_t at, uint64_t count) {
    submit("a copy from the device", [&](VkCommandBuffer commands) {
      const VkBufferCopy part = {place.offset + at, 0, count};
      vkCmdCopyBuffer(commands, place.buffer, m_staging.handle, 1, &part);
    });
    std::memcpy(static_cast<std::byte*>(host) + at, m_staging.mapped, count);
  });
}

void Device::run(std::span<const Dispatch> dispatches) {
  if (dispatches.empty()) return;
  const std::lock_guard lock(m_workLock);
  uint32_t buffers = 0;
  for (const Dispatch& dispatch : dispatches) buffers += dispatch.shader->buffers;
  const VkDescriptorPoolSize size = {VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, buffers};
  VkDescriptorPoolCreateInfo wanted{};
  wanted.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO;
  wanted.maxSets = static_cast<uint32_t>(dispatches.size());
  wanted.poolSizeCount = 1;
  wanted.pPoolSizes = &size;
  VkDescriptorPool created = VK_NULL_HANDLE;
  check(vkCreateDescriptorPool(m_device, &wanted, nullptr, &created), "the shaders' buffers");
  const auto destroyPool = [this](VkDescriptorPool pool) { vkDestroyDescriptorPool(m_device, pool, nullptr); };
  const std::unique_ptr<VkDescriptorPool_T, decltype(destroyPool)> pool(created, destroyPool);

  submit("a computation", [&](VkCommandBuffer commands) {
    for (const Dispatch& dispatch : dispatches) {
      const Pipeline& pipeline = pipelineOf(*dispatch.shader);
      const VkDescriptorSet set = describe(pool.get(), pipeline, dispatch);
      if (dispatch.afterOthers) barrier(commands);
      vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.handle);
      vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.layout, 0, 1, &set, 0, nullptr);
      if (!dispatch.push.empty()) {
        vkCmdPushConstants(commands, pipeline.layout, VK_SHADER_STAGE_COMPUTE_BIT, 0,
                           static_cast<uint32_t>(dispatch.push.size()), dispatch.push.data());
      }
      vkCmdDispatch(commands, dispatch.groups[0], dispatch.groups[1], dispatch.groups[2]);
    }
  });
}

VkDescriptorSet Device::describe(VkDescriptorPool pool, const Pipeline& pipeline, const Dispatch& dispatch) const {
  VkDescriptorSetAllocateInfo wanted{};
  wanted.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO;
  wanted.descriptorPool = pool;
  wanted.descriptorSetCount = 1;
  wanted.pSetLayouts = &pipeline.setLayout;
  VkDescriptorSet set = VK_NULL_HANDLE;
  check(vkAllocateDescriptorSets(m_device, &wanted, &set), "a shader's buffers");
  std::vector<VkDescriptorBufferInfo> infos;
  for (const BufferRange& range : dispatch.buffers) infos.push_back({range.buffer, range.offset, range.bytes});
  VkWriteDescriptorSet write{};
  write.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
  write.dstSet = set;
  write.descriptorCount = static_cast<uint32_t>(infos.size());
  write.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
  write.pBufferInfo = infos.data();
  // One write fills the bindings that follow, too, since they are all alike.
  vkUpdateDescriptorSets(m_device, 1, &write, 0, nullptr);
  return set;
}

const Device::Pipeline& Device::pipelineOf(const Shader& shader) {
  Pipeline& pipeline = m_pipelines[shader.code.data()];
  if (pipeline.handle) return pipeline;
  destroy(std::exchange(pipeline, {}));  // what an earlier attempt left
  std::vector<VkDescriptorSetLayoutBinding> bindings(shader.buffers);
  for (uint32_t i = 0; i < shader.buffers; ++i) {
    bindings[i] = {i, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1, VK_SHADER_STAGE_COMPUTE_BIT, nullptr};
  }
  VkDescriptorSetLayoutCreateInfo set{};
  set.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO;
  set.bindingCount = shader.buffers;
  set.pBindings = bindings.data();
  check(vkCreateDescriptorSetLayout(m_device, &set, nullptr, &pipeline.setLayout), "a shader");
  const VkPushConstantRange push = {VK_SHADER_STAGE_COMPUTE_BIT, 0, shader.pushBytes};
  VkPipelineLayoutCreateInfo layout{};
  layout.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
  layout.setLayoutCount = 1;
  layout.pSetLayouts = &pipeline.setLayout;
  layout.pushConstantRangeCount = shader.pushBytes > 0 ? 1 : 0;
  layout.pPushConstantRanges = &push;
  check(vkCreatePipelineLayout(m_device, &layout, nullptr, &pipeline.layout), "a shader");
  VkShaderModuleCreateInfo code{};
  code.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
  code.codeSize = shader.code.size_bytes();
  code.pCode = shader.code.data();
  VkShaderModule module = VK_NULL_HANDLE;
  check(vkCreateShaderModule(m_device, &code, nullptr, &module), "a shader");
  VkComputePipelineCreateInfo wanted{};
  wanted.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
  wanted.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
  wanted.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
  wanted.stage.module = module;
  wanted.stage.pName = "main";
  wanted.layout = pipeline.layout;
  const VkResult made = vkCreateComputePipelines(m_device, VK_NULL_HANDLE, 1, &wanted, nullptr, &pipeline.handle);
  vkDestroyShaderModule(m_device, module, nullptr);
  check(made, "a shader");
  return pipeline;
}

void Device::destroy(const Pipeline& pipeline) const noexcept {
  vkDestroyPipeline(m_device, pipeline.handle, nullptr);
  vkDestroyPipelineLayout(m_device, pipeline.layout, nullptr);
  vkDestroyDescriptorSetLayout(m_device, pipeline.setLayout, nullptr);
}

}  // namespace weft::vulkan
