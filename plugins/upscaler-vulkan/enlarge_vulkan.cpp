#include "enlarge_vulkan.h"

#include <dlfcn.h>

#define VK_NO_PROTOTYPES
#include <vulkan/vulkan.h>

#include <mutex>
#include <string>

#include <weft/sdk/device.h>

namespace {

constexpr uint32_t code[] =
#include "enlarge.comp.inc"
    ;
constexpr uint32_t groupSide = 8;  // as the shader says

// As the shader has it.
struct Push {
  int32_t width, height, factor;
  uint32_t sourceStart, targetStart;
  float ringing;
};

void check(VkResult result, const char* what) {
  if (result == VK_SUCCESS) return;
  const bool memory = result == VK_ERROR_OUT_OF_DEVICE_MEMORY || result == VK_ERROR_OUT_OF_HOST_MEMORY;
  throw weft::Failure(std::string(what) + ": Vulkan answered " + std::to_string(result),
                      memory ? WEFT_ERROR_DEVICE_OUT_OF_MEMORY : WEFT_ERROR_INTERNAL);
}

// Of whatever type it is assigned to.
struct Found {
  PFN_vkVoidFunction pointer;
  template <class Function>
  operator Function() const {  // NOLINT: that is what it is for
    return reinterpret_cast<Function>(pointer);
  }
};

// Vulkan's functions, found through the handles that Weft gives: nothing is linked.
class Functions {
 public:
  explicit Functions(const weft_vulkan_handles& handles) : m_handles(handles) {
    const PFN_vkGetPhysicalDeviceProperties properties = ofInstance("vkGetPhysicalDeviceProperties");
    VkPhysicalDeviceProperties all{};
    properties(static_cast<VkPhysicalDevice>(handles.physical_device), &all);
    limits = all.limits;
  }

 private:
  const weft_vulkan_handles m_handles;

  Found ofInstance(const char* name) const {
    // Weft's own pack has loaded the library already; this is the same one.
    void* library = dlopen("libvulkan.so.1", RTLD_NOW | RTLD_LOCAL);
    const auto find =
        library ? reinterpret_cast<PFN_vkGetInstanceProcAddr>(dlsym(library, "vkGetInstanceProcAddr")) : nullptr;
    return checked({find ? find(static_cast<VkInstance>(m_handles.instance), name) : nullptr}, name);
  }
  Found ofDevice(const char* name) const {
    const PFN_vkGetDeviceProcAddr find = ofInstance("vkGetDeviceProcAddr");
    return checked({find(static_cast<VkDevice>(m_handles.device), name)}, name);
  }
  static Found checked(Found found, const char* name) {
    if (!found.pointer) throw weft::Failure(std::string("Vulkan lacks ") + name, WEFT_ERROR_UNSUPPORTED_DEVICE);
    return found;
  }

 public:
  VkPhysicalDeviceLimits limits{};
  const PFN_vkCreateDescriptorSetLayout createDescriptorSetLayout = ofDevice("vkCreateDescriptorSetLayout");
  const PFN_vkDestroyDescriptorSetLayout destroyDescriptorSetLayout = ofDevice("vkDestroyDescriptorSetLayout");
  const PFN_vkCreatePipelineLayout createPipelineLayout = ofDevice("vkCreatePipelineLayout");
  const PFN_vkDestroyPipelineLayout destroyPipelineLayout = ofDevice("vkDestroyPipelineLayout");
  const PFN_vkCreateShaderModule createShaderModule = ofDevice("vkCreateShaderModule");
  const PFN_vkDestroyShaderModule destroyShaderModule = ofDevice("vkDestroyShaderModule");
  const PFN_vkCreateComputePipelines createComputePipelines = ofDevice("vkCreateComputePipelines");
  const PFN_vkDestroyPipeline destroyPipeline = ofDevice("vkDestroyPipeline");
  const PFN_vkCreateDescriptorPool createDescriptorPool = ofDevice("vkCreateDescriptorPool");
  const PFN_vkDestroyDescriptorPool destroyDescriptorPool = ofDevice("vkDestroyDescriptorPool");
  const PFN_vkAllocateDescriptorSets allocateDescriptorSets = ofDevice("vkAllocateDescriptorSets");
  const PFN_vkUpdateDescriptorSets updateDescriptorSets = ofDevice("vkUpdateDescriptorSets");
  const PFN_vkCreateCommandPool createCommandPool = ofDevice("vkCreateCommandPool");
  const PFN_vkDestroyCommandPool destroyCommandPool = ofDevice("vkDestroyCommandPool");
  const PFN_vkAllocateCommandBuffers allocateCommandBuffers = ofDevice("vkAllocateCommandBuffers");
  const PFN_vkCreateFence createFence = ofDevice("vkCreateFence");
  const PFN_vkDestroyFence destroyFence = ofDevice("vkDestroyFence");
  const PFN_vkResetFences resetFences = ofDevice("vkResetFences");
  const PFN_vkWaitForFences waitForFences = ofDevice("vkWaitForFences");
  const PFN_vkBeginCommandBuffer beginCommandBuffer = ofDevice("vkBeginCommandBuffer");
  const PFN_vkEndCommandBuffer endCommandBuffer = ofDevice("vkEndCommandBuffer");
  const PFN_vkCmdBindPipeline cmdBindPipeline = ofDevice("vkCmdBindPipeline");
  const PFN_vkCmdBindDescriptorSets cmdBindDescriptorSets = ofDevice("vkCmdBindDescriptorSets");
  const PFN_vkCmdPushConstants cmdPushConstants = ofDevice("vkCmdPushConstants");
  const PFN_vkCmdDispatch cmdDispatch = ofDevice("vkCmdDispatch");
  const PFN_vkCmdPipelineBarrier cmdPipelineBarrier = ofDevice("vkCmdPipelineBarrier");
  const PFN_vkQueueSubmit queueSubmit = ofDevice("vkQueueSubmit");
};

}  // namespace

// What Vulkan makes of the shader, and what is needed to run it once at a time.
struct VulkanEnlarger::Shader {
  weft::VulkanRef vulkan;
  weft_vulkan_handles handles;
  Functions call;
  VkDevice device;
  VkDescriptorSetLayout setLayout = VK_NULL_HANDLE;
  VkPipelineLayout layout = VK_NULL_HANDLE;
  VkPipeline pipeline = VK_NULL_HANDLE;
  VkDescriptorPool descriptors = VK_NULL_HANDLE;
  VkDescriptorSet set = VK_NULL_HANDLE;
  VkCommandPool pool = VK_NULL_HANDLE;
  VkCommandBuffer commands = VK_NULL_HANDLE;
  VkFence fence = VK_NULL_HANDLE;

  explicit Shader(weft_device_id id)
      : vulkan(id), handles(vulkan.handles()), call(handles), device(static_cast<VkDevice>(handles.device)) {}
  Shader(const Shader&) = delete;
  Shader& operator=(const Shader&) = delete;
  ~Shader() {
    call.destroyFence(device, fence, nullptr);
    call.destroyCommandPool(device, pool, nullptr);
    call.destroyDescriptorPool(device, descriptors, nullptr);
    call.destroyPipeline(device, pipeline, nullptr);
    call.destroyPipelineLayout(device, layout, nullptr);
    call.destroyDescriptorSetLayout(device, setLayout, nullptr);
  }

  void makePipeline();
  void makeCommands();
  void bind(uint32_t binding, const weft_tensor& tensor, uint64_t bytes, uint32_t& start) const;
  void record(const Push& push, uint32_t x, uint32_t y, uint32_t z) const;
};

void VulkanEnlarger::Shader::makePipeline() {
  VkDescriptorSetLayoutBinding bindings[2]{};
  for (uint32_t i = 0; i < 2; ++i)
    bindings[i] = {i, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1, VK_SHADER_STAGE_COMPUTE_BIT, nullptr};
  VkDescriptorSetLayoutCreateInfo sets{};
  sets.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO;
  sets.bindingCount = 2;
  sets.pBindings = bindings;
  check(call.createDescriptorSetLayout(device, &sets, nullptr, &setLayout), "the shader's buffers");

  const VkPushConstantRange push{VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof(Push)};
  VkPipelineLayoutCreateInfo layouts{};
  layouts.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
  layouts.setLayoutCount = 1;
  layouts.pSetLayouts = &setLayout;
  layouts.pushConstantRangeCount = 1;
  layouts.pPushConstantRanges = &push;
  check(call.createPipelineLayout(device, &layouts, nullptr, &layout), "the shader's layout");

  VkShaderModuleCreateInfo modules{};
  modules.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
  modules.codeSize = sizeof(code);
  modules.pCode = code;
  VkShaderModule module = VK_NULL_HANDLE;
  check(call.createShaderModule(device, &modules, nullptr, &module), "the shader");
  VkComputePipelineCreateInfo wanted{};
  wanted.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
  wanted.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
  wanted.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
  wanted.stage.module = module;
  wanted.stage.pName = "main";
  wanted.layout = layout;
  const VkResult made = call.createComputePipelines(device, VK_NULL_HANDLE, 1, &wanted, nullptr, &pipeline);
  call.destroyShaderModule(device, module, nullptr);
  check(made, "the shader");
}

void VulkanEnlarger::Shader::makeCommands() {
  const VkDescriptorPoolSize buffers{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 2};
  VkDescriptorPoolCreateInfo sets{};
  sets.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO;
  sets.maxSets = 1;
  sets.poolSizeCount = 1;
  sets.pPoolSizes = &buffers;
  check(call.createDescriptorPool(device, &sets, nullptr, &descriptors), "the shader's buffers");
  VkDescriptorSetAllocateInfo one{};
  one.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO;
  one.descriptorPool = descriptors;
  one.descriptorSetCount = 1;
  one.pSetLayouts = &setLayout;
  check(call.allocateDescriptorSets(device, &one, &set), "the shader's buffers");

  VkCommandPoolCreateInfo pools{};
  pools.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
  pools.flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT;
  pools.queueFamilyIndex = handles.queue_family;
  check(call.createCommandPool(device, &pools, nullptr, &pool), "a pool of commands");
  VkCommandBufferAllocateInfo buffer{};
  buffer.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
  buffer.commandPool = pool;
  buffer.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
  buffer.commandBufferCount = 1;
  check(call.allocateCommandBuffers(device, &buffer, &commands), "a buffer of commands");
  VkFenceCreateInfo fences{};
  fences.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO;
  check(call.createFence(device, &fences, nullptr, &fence), "a fence");
}

// A tensor lies anywhere in a buffer of Weft's, but may be bound only at certain places: what is bound begins at the
// one before it, and the shader leaves out the first `start` elements.
void VulkanEnlarger::Shader::bind(uint32_t binding, const weft_tensor& tensor, uint64_t bytes, uint32_t& start) const {
  const weft::VulkanRef::Place place = vulkan.placeOf(tensor);
  const uint64_t early = place.offset % call.limits.minStorageBufferOffsetAlignment;
  if (bytes + early > call.limits.maxStorageBufferRange)
    throw weft::Failure("the picture is too large: this device's shaders see " +
                        std::to_string(call.limits.maxStorageBufferRange) +
                        " bytes at once; --device cpu has no such limit");
  start = static_cast<uint32_t>(early / sizeof(float));
  const VkDescriptorBufferInfo buffer{reinterpret_cast<VkBuffer>(place.buffer), place.offset - early, bytes + early};
  VkWriteDescriptorSet write{};
  write.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
  write.dstSet = set;
  write.dstBinding = binding;
  write.descriptorCount = 1;
  write.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
  write.pBufferInfo = &buffer;
  call.updateDescriptorSets(device, 1, &write, 0, nullptr);
}

void VulkanEnlarger::Shader::record(const Push& push, uint32_t x, uint32_t y, uint32_t z) const {
  VkCommandBufferBeginInfo begin{};
  begin.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
  begin.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
  check(call.beginCommandBuffer(commands, &begin), "a computation");
  call.cmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline);
  call.cmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE, layout, 0, 1, &set, 0, nullptr);
  call.cmdPushConstants(commands, layout, VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof(push), &push);
  call.cmdDispatch(commands, x, y, z);
  // What was written is visible to all that follows, the host included.
  VkMemoryBarrier written{};
  written.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
  written.srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT;
  written.dstAccessMask = VK_ACCESS_MEMORY_READ_BIT | VK_ACCESS_MEMORY_WRITE_BIT | VK_ACCESS_HOST_READ_BIT;
  call.cmdPipelineBarrier(commands, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                          VK_PIPELINE_STAGE_ALL_COMMANDS_BIT | VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &written, 0, nullptr,
                          0, nullptr);
  check(call.endCommandBuffer(commands), "a computation");
}

VulkanEnlarger::VulkanEnlarger(weft_device_id device) : m_device(device), m_shader(std::make_unique<Shader>(device)) {
  m_shader->makePipeline();
  m_shader->makeCommands();
}

VulkanEnlarger::~VulkanEnlarger() = default;

void VulkanEnlarger::run(const Enlarging& enlarging, const weft_tensor& from, const weft_tensor& to) {
  Shader& shader = *m_shader;
  const auto groups = [](int64_t side) { return static_cast<uint64_t>(side + groupSide - 1) / groupSide; };
  const uint64_t x = groups(enlarging.width * enlarging.factor), y = groups(enlarging.height * enlarging.factor);
  const auto z = static_cast<uint64_t>(enlarging.planes);
  const uint32_t* most = shader.call.limits.maxComputeWorkGroupCount;
  if (x > most[0] || y > most[1] || z > most[2])
    throw weft::Failure("the picture has too many lines, columns or planes for this device; --device cpu has no limit");

  const uint64_t pixels = static_cast<uint64_t>(enlarging.width * enlarging.height) * z;
  const auto factor = static_cast<uint64_t>(enlarging.factor);
  Push push{static_cast<int32_t>(enlarging.width),
            static_cast<int32_t>(enlarging.height),
            static_cast<int32_t>(enlarging.factor),
            0,
            0,
            enlarging.ringing};
  shader.bind(0, from, pixels * sizeof(float), push.sourceStart);
  shader.bind(1, to, pixels * factor * factor * sizeof(float), push.targetStart);
  shader.record(push, static_cast<uint32_t>(x), static_cast<uint32_t>(y), static_cast<uint32_t>(z));

  VkSubmitInfo submission{};
  submission.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO;
  submission.commandBufferCount = 1;
  submission.pCommandBuffers = &shader.commands;
  {
    const std::lock_guard lock(shader.vulkan);  // the queue is everybody's
    check(shader.call.queueSubmit(static_cast<VkQueue>(shader.handles.queue), 1, &submission, shader.fence),
          "a computation");
  }
  check(shader.call.waitForFences(shader.device, 1, &shader.fence, VK_TRUE, UINT64_MAX), "a computation");
  check(shader.call.resetFences(shader.device, 1, &shader.fence), "a computation");
}
