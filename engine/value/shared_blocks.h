// The blocks in this process's shared arenas. Any thread.
#pragma once

#include <cstdint>

namespace weft::detail {

struct SharedChunk;  // an arena and what is free in it

struct SharedBlock {
  void* memory = nullptr;  // 64-byte aligned; nullptr: there is no shared memory for it
  SharedChunk* chunk = nullptr;
};

SharedBlock allocateShared(uint64_t bytes) noexcept;
void releaseShared(SharedChunk* chunk, void* memory, uint64_t bytes) noexcept;  // `bytes` as they were asked for
// Gives arenas without a block back to the system.
void trimShared() noexcept;

}  // namespace weft::detail
