#include "torch_bridge/cpu_allocator.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>

#include <mutex>

namespace weft::torch_bridge {
namespace {

class Allocator final : public c10::Allocator {
 public:
  explicit Allocator(const CpuMemory& memory) : m_memory(memory) {}

  c10::DataPtr allocate(size_t bytes) override {
    void* block = bytes > 0 ? m_memory.allocate(bytes) : nullptr;
    return {block, block, m_memory.release, c10::Device(c10::kCPU)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return m_memory.release; }
  void copy_data(void* to, const void* from, size_t bytes) const override { default_copy_data(to, from, bytes); }

 private:
  const CpuMemory m_memory;
};

}  // namespace

void useCpuMemory(const CpuMemory& memory) {
  static std::once_flag once;
  constexpr uint8_t priority = 255;  // above LibTorch's own
  std::call_once(once, [&] { c10::SetCPUAllocator(new Allocator(memory), priority); });
}

}  // namespace weft::torch_bridge
