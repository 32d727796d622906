// LibTorch's memory on the CPU from somebody else's hands.
#pragma once

#include <cstddef>

namespace weft::torch_bridge {

struct CpuMemory {
  void* (*allocate)(std::size_t bytes);  // 64-byte aligned; throws where there is none
  void (*release)(void* block);          // any thread
};

// From now on every tensor on the CPU lies in such memory. The first call counts, later ones change nothing; blocks
// that LibTorch has from elsewhere go back where they came from. Any thread.
void useCpuMemory(const CpuMemory& memory);

}  // namespace weft::torch_bridge
