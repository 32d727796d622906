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

// Vulkan's functions, found through the handles that Weft gives: nothing is linked.
struct Functions {
#define FOR_EACH_FUNCTION(X)                                                                                \
  X(CreateDescriptorSetLayout)                                                                              \
  X(DestroyDescriptorSetLayout) X(CreatePipelineLayout) X(DestroyPipelineLayout) X(CreateShaderModule)      \
      X(DestroyShaderModule) X(CreateComputePipelines) X(DestroyPipeline) X(CreateDescriptorPool)           \
          X(DestroyDescriptorPool) X(AllocateDescriptorSets) X(UpdateDescriptorSets) X(CreateCommandPool)   \
              X(DestroyCommandPool) X(AllocateCommandBuffers) X(CreateFence) X(DestroyFence) X(ResetFences) \
                  X(WaitForFences) X(BeginCommandBuffer) X(EndCommandBuffer) X(CmdBindPipeline)             \
                      X(CmdBindDescriptorSets) X(CmdPushConstants) X(CmdDispatch) X(CmdPipelineBarrier) X(QueueSubmit)
#define DECLARE(name) PFN_vk##name name = nullptr;
  FOR_EACH_FUNCTION(DECLARE)
#undef DECLARE
  VkPhysicalDeviceLimits limits{};

  explicit Functions(const weft_vulkan_handles& handles) {
    // Weft's own pack has loaded it already; this is the same one.
    void* library = dlopen("libvulkan.so.1", RTLD_NOW | RTLD_LOCAL);
    const auto ofInstance =
        library ? reinterpret_cast<PFN_vkGetInstanceProcAddr>(dlsym(library, "vkGetInstanceProcAddr")) : nullptr;
    if (!ofInstance) throw weft::Failure("libvulkan.so.1 cannot be used", WEFT_ERROR_UNSUPPORTED_DEVICE);
    auto* const instance = static_cast<VkInstance>(handles.instance);
    const auto ofDevice = reinterpret_cast<PFN_vkGetDeviceProcAddr>(ofInstance(instance, "vkGetDeviceProcAddr"));
    const auto properties =
        reinterpret_cast<PFN_vkGetPhysicalDeviceProperties>(ofInstance(instance, "vkGetPhysicalDeviceProperties"));
    const auto find = [&](auto& function, const char* name) {
      function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(
          ofDevice(static_cast<VkDevice>(handles.device), name));
      if (!function) throw weft::Failure(std::string("Vulkan lacks ") + name, WEFT_ERROR_UNSUPPORTED_DEVICE);
    };
#define FIND(name) find(name, "vk" #name);
    FOR_EACH_FUNCTION(FIND)
#undef FIND
#undef FOR_EACH_FUNCTION
    VkPhysicalDeviceProperties all{};
    properties(static_cast<VkPhysicalDevice>(handles.physical_device), &all);
    limits = all.limits;
  }
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
    call.DestroyFence(device, fence, nullptr);
    call.DestroyCommandPool(device, pool, nullptr);
    call.DestroyDescriptorPool(device, descriptors, nullptr);
    call.DestroyPipeline(device, pipeline, nullptr);
    call.DestroyPipelineLayout(device, layout, nullptr);
    call.DestroyDescriptorSetLayout(device, setLayout, nullptr);
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
  check(call.CreateDescriptorSetLayout(device, &sets, nullptr, &setLayout), "the shader's buffers");

  const VkPushConstantRange push{VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof(Push)};
  VkPipelineLayoutCreateInfo layouts{};
  layouts.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
  layouts.setLayoutCount = 1;
  layouts.pSetLayouts = &setLayout;
  layouts.pushConstantRangeCount = 1;
  layouts.pPushConstantRanges = &push;
  check(call.CreatePipelineLayout(device, &layouts, nullptr, &layout), "the shader's layout");

  VkShaderModuleCreateInfo modules{};
  modules.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
  modules.codeSize = sizeof(code);
  modules.pCode = code;
  VkShaderModule module = VK_NULL_HANDLE;
  check(call.CreateShaderModule(device, &modules, nullptr, &module), "the shader");
  VkComputePipelineCreateInfo wanted{};
  wanted.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
  wanted.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
  wanted.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
  wanted.stage.module = module;
  wanted.stage.pName = "main";
  wanted.layout = layout;
  const VkResult made = call.CreateComputePipelines(device, VK_NULL_HANDLE, 1, &wanted, nullptr, &pipeline);
  call.DestroyShaderModule(device, module, nullptr);
  check(made, "the shader");
}

void VulkanEnlarger::Shader::makeCommands() {
  const VkDescriptorPoolSize buffers{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 2};
  VkDescriptorPoolCreateInfo sets{};
  sets.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO;
  sets.maxSets = 1;
  sets.poolSizeCount = 1;
  sets.pPoolSizes = &buffers;
  check(call.CreateDescriptorPool(device, &sets, nullptr, &descriptors), "the shader's buffers");
  VkDescriptorSetAllocateInfo one{};
  one.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO;
  one.descriptorPool = descriptors;
  one.descriptorSetCount = 1;
  one.pSetLayouts = &setLayout;
  check(call.AllocateDescriptorSets(device, &one, &set), "the shader's buffers");

  VkCommandPoolCreateInfo pools{};
  pools.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
  pools.flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT;
  pools.queueFamilyIndex = handles.queue_family;
  check(call.CreateCommandPool(device, &pools, nullptr, &pool), "a pool of commands");
  VkCommandBufferAllocateInfo buffer{};
  buffer.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
  buffer.commandPool = pool;
  buffer.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
  buffer.commandBufferCount = 1;
  check(call.AllocateCommandBuffers(device, &buffer, &commands), "a buffer of commands");
  VkFenceCreateInfo fences{};
  fences.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO;
  check(call.CreateFence(device, &fences, nullptr, &fence), "a fence");
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
  call.UpdateDescriptorSets(device, 1, &write, 0, nullptr);
}

void VulkanEnlarger::Shader::record(const Push& push, uint32_t x, uint32_t y, uint32_t z) const {
  VkCommandBufferBeginInfo begin{};
  begin.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
  begin.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
  check(call.BeginCommandBuffer(commands, &begin), "a computation");
  call.CmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline);
  call.CmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE, layout, 0, 1, &set, 0, nullptr);
  call.CmdPushConstants(commands, layout, VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof(push), &push);
  call.CmdDispatch(commands, x, y, z);
  // What was written is visible to all that follows, the host included.
  VkMemoryBarrier written{};
  written.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
  written.srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT;
  written.dstAccessMask = VK_ACCESS_MEMORY_READ_BIT | VK_ACCESS_MEMORY_WRITE_BIT | VK_ACCESS_HOST_READ_BIT;
  call.CmdPipelineBarrier(commands, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                          VK_PIPELINE_STAGE_ALL_COMMANDS_BIT | VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &written, 0, nullptr,
                          0, nullptr);
  check(call.EndCommandBuffer(commands), "a computation");
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
    check(shader.call.QueueSubmit(static_cast<VkQueue>(shader.handles.queue), 1, &submission, shader.fence),
          "a computation");
  }
  check(shader.call.WaitForFences(shader.device, 1, &shader.fence, VK_TRUE, UINT64_MAX), "a computation");
  check(shader.call.ResetFences(shader.device, 1, &shader.fence), "a computation");
}
