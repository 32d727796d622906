#include <ATen/core/grad_mode.h>
#include <c10/util/Exception.h>

#include <string>

#include "torch_bridge/cpu_allocator.h"
#include "torch_bridge/kernel_choice.h"
#include "torch_bridge/thread_scope.h"
#include "torch_bridge/torch_node.h"

namespace weft::torch_bridge {
namespace {

std::string firstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

weft_status statusOf(const c10::Error& error, const std::string& message) {
  if (dynamic_cast<const c10::OutOfMemoryError*>(&error)) return WEFT_ERROR_DEVICE_OUT_OF_MEMORY;
  // The CPU's allocator has no type of error of its own.
  if (message.find("DefaultCPUAllocator") != std::string::npos) return WEFT_ERROR_OUT_OF_MEMORY;
  return WEFT_ERROR_INTERNAL;
}

void* allocateCounted(size_t bytes) {
  void* block = nullptr;
  weft::detail::check(services().allocator->allocate(bytes, &block));
  return block;
}

void releaseCounted(void* block) { services().allocator->release(block); }

// Tensors on the CPU are counted by the engine, under its budget. A small host may have no such memory.
void useCountedMemory() {
  const weft_allocator* allocator = services().allocator;
  if (!allocator || !WEFT_HAS_FIELD(allocator, weft_allocator, release)) return;
  useCpuMemory({allocateCounted, releaseCounted});
}

}  // namespace

void run(uint32_t threads, const std::function<void()>& body) {
  static const bool prepared = (useCountedMemory(), chooseKernels(), true);
  (void)prepared;
  const ThreadScope scope(threads);
  const at::NoGradGuard noGrad;
  try {
    body();
  } catch (const c10::Error& error) {
    const std::string message = firstLine(error.what_without_backtrace());
    throw Failure("LibTorch: " + message, statusOf(error, message));
  }
}

}  // namespace weft::torch_bridge
