#include "vulkan/memory.h"

#include <vulkan/vulkan.h>

#include <algorithm>
#include <optional>
#include <string>

#include "vulkan/error.h"

namespace weft::vulkan {
namespace {

// Small tensors share a buffer of this size: drivers allow some 4,000 allocations in all.
constexpr uint64_t blockBytes = uint64_t{32} << 20;

constexpr VkMemoryPropertyFlags local = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
constexpr VkMemoryPropertyFlags visible = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
constexpr VkMemoryPropertyFlags cached = VK_MEMORY_PROPERTY_HOST_CACHED_BIT;

// The smallest gap that holds `bytes`, cut off.
std::optional<uint64_t> takeFrom(std::map<uint64_t, uint64_t>& gaps, uint64_t bytes) {
  auto best = gaps.end();
  for (auto gap = gaps.begin(); gap != gaps.end(); ++gap) {
    if (gap->second >= bytes && (best == gaps.end() || gap->second < best->second)) best = gap;
  }
  if (best == gaps.end()) return std::nullopt;
  const auto [offset, size] = *best;
  gaps.erase(best);
  if (size > bytes) gaps.emplace(offset + bytes, size - bytes);
  return offset;
}

// Gives a part back, joined with the gaps around it.
void giveBack(std::map<uint64_t, uint64_t>& gaps, uint64_t offset, uint64_t bytes) {
  auto next = gaps.lower_bound(offset);
  if (next != gaps.end() && next->first == offset + bytes) {
    bytes += next->second;
    next = gaps.erase(next);
  }
  if (next != gaps.begin()) {
    const auto before = std::prev(next);
    if (before->first + before->second == offset) {
      before->second += bytes;
      return;
    }
  }
  gaps.emplace(offset, bytes);
}

}  // namespace

Memory::Memory(VkDevice device, const PhysicalDevice& physical, bool direct)
    : m_device(device), m_next(uintptr_t{1} << 60) {
  vkGetPhysicalDeviceMemoryProperties(physical.handle, &m_properties);
  m_alignment = std::max<uint64_t>(256, physical.properties.limits.minStorageBufferOffsetAlignment);
  VkPhysicalDeviceMaintenance3Properties largest{};
  largest.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MAINTENANCE_3_PROPERTIES;
  VkPhysicalDeviceProperties2 properties{};
  properties.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
  properties.pNext = &largest;
  vkGetPhysicalDeviceProperties2(physical.handle, &properties);
  m_largest = largest.maxMemoryAllocationSize;
  const VkMemoryPropertyFlags wanted = direct && physical.sharesMemory ? local | visible | cached : local;
  m_type = chooseType(wanted, local);
  const VkMemoryType& type = m_properties.memoryTypes[m_type];
  m_mapped = direct && (type.propertyFlags & (visible | cached)) == (visible | cached);
  m_total = m_properties.memoryHeaps[type.heapIndex].size;
}

Memory::~Memory() {
  for (const auto& [address, block] : m_blocks) destroy(block.buffer);
}

uint32_t Memory::chooseType(VkMemoryPropertyFlags wanted, VkMemoryPropertyFlags needed) const {
  for (const VkMemoryPropertyFlags flags : {wanted, needed}) {
    for (uint32_t i = 0; i < m_properties.memoryTypeCount; ++i) {
      if ((m_properties.memoryTypes[i].propertyFlags & flags) == flags) return i;
    }
  }
  throw VulkanError(VulkanError::Kind::Other, "the Vulkan device has no memory of the kind that is needed");
}

Buffer Memory::makeBuffer(uint64_t bytes, uint32_t memoryType, bool mapped) const {
  const std::string what = "a buffer of " + std::to_string(bytes) + " bytes";
  if (bytes > m_largest) check(VK_ERROR_OUT_OF_DEVICE_MEMORY, what);
  Buffer buffer;
  buffer.bytes = bytes;
  VkBufferCreateInfo wanted{};
  wanted.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
  wanted.size = bytes;
  wanted.usage =
      VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT;
  check(vkCreateBuffer(m_device, &wanted, nullptr, &buffer.handle), what);
  try {
    VkMemoryRequirements requirements{};
    vkGetBufferMemoryRequirements(m_device, buffer.handle, &requirements);
    if ((requirements.memoryTypeBits >> memoryType & 1) == 0) check(VK_ERROR_FORMAT_NOT_SUPPORTED, what);
    VkMemoryAllocateInfo memory{};
    memory.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO;
    memory.allocationSize = requirements.size;
    memory.memoryTypeIndex = memoryType;
    check(vkAllocateMemory(m_device, &memory, nullptr, &buffer.memory), what);
    check(vkBindBufferMemory(m_device, buffer.handle, buffer.memory, 0), what);
    if (mapped) {
      void* address = nullptr;
      check(vkMapMemory(m_device, buffer.memory, 0, VK_WHOLE_SIZE, 0, &address), what);
      buffer.mapped = static_cast<std::byte*>(address);
    }
  } catch (...) {
    destroy(buffer);
    throw;
  }
  return buffer;
}

Buffer Memory::makeStaging(uint64_t bytes) const {
  return makeBuffer(bytes, chooseType(visible | cached, visible), true);
}

void Memory::destroy(const Buffer& buffer) const noexcept {
  vkDestroyBuffer(m_device, buffer.handle, nullptr);
  vkFreeMemory(m_device, buffer.memory, nullptr);
}

void* Memory::allocate(uint64_t bytes) {
  if (bytes > m_largest) check(VK_ERROR_OUT_OF_DEVICE_MEMORY, std::to_string(bytes) + " bytes");
  const uint64_t rounded = (std::max<uint64_t>(1, bytes) + m_alignment - 1) / m_alignment * m_alignment;
  const std::lock_guard lock(m_mutex);
  for (auto& [address, block] : m_blocks) {
    if (const auto offset = takeFrom(block.free, rounded)) {
      block.used.emplace(*offset, rounded);
      return reinterpret_cast<void*>(address + *offset);
    }
  }
  const uint64_t size = rounded > blockBytes / 2 ? rounded : blockBytes;
  Block block;
  block.buffer = makeBuffer(size, m_type, m_mapped);
  block.used.emplace(0, rounded);
  if (size > rounded) block.free.emplace(rounded, size - rounded);
  const uintptr_t address = m_next;
  m_next += size + m_alignment;
  m_used += size;
  m_blocks.emplace(address, std::move(block));
  return reinterpret_cast<void*>(address);
}

void Memory::free(void* pointer) noexcept {
  const std::lock_guard lock(m_mutex);
  const auto address = reinterpret_cast<uintptr_t>(pointer);
  auto found = m_blocks.upper_bound(address);
  if (found == m_blocks.begin()) return;
  --found;
  Block& block = found->second;
  const auto part = block.used.find(address - found->first);
  if (part == block.used.end()) return;
  giveBack(block.free, part->first, part->second);
  block.used.erase(part);
  if (!block.used.empty()) return;
  // One empty block is kept, so that a tensor alone does not make and destroy one at each turn.
  const auto isSpare = [](const auto& one) { return one.second.used.empty() && one.second.buffer.bytes == blockBytes; };
  if (isSpare(*found) && std::ranges::count_if(m_blocks, isSpare) == 1) return;
  m_used -= block.buffer.bytes;
  destroy(block.buffer);
  m_blocks.erase(found);
}

Place Memory::place(const void* pointer) const {
  const std::lock_guard lock(m_mutex);
  const auto address = reinterpret_cast<uintptr_t>(pointer);
  auto found = m_blocks.upper_bound(address);
  if (found != m_blocks.begin()) {
    --found;
    const Block& block = found->second;
    const uint64_t offset = address - found->first;
    auto part = block.used.upper_bound(offset);
    if (part != block.used.begin()) {
      --part;
      const uint64_t end = part->first + part->second;
      if (offset < end) {
        return {block.buffer.handle, offset, end - offset,
                block.buffer.mapped ? block.buffer.mapped + offset : nullptr};
      }
    }
  }
  throw VulkanError(VulkanError::Kind::Other, "an address is not one of this Vulkan device's memory");
}

uint64_t Memory::used() const {
  const std::lock_guard lock(m_mutex);
  return m_used;
}

}  // namespace weft::vulkan
