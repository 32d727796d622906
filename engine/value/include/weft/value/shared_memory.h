// Blocks of counted memory that other processes can read where they lie. Under a SharedMemoryScope allocateMemory()
// takes blocks of a tensor's size from shared arenas; what crosses to another process from there needs no copy. Where
// the system has no shared memory, or there are too many arenas, blocks are ordinary ones, and crossing copies.
#pragma once

#include <cstdint>

namespace weft {

// Smaller blocks are ordinary ones: what crosses inline is as fast.
inline constexpr uint64_t smallestSharedBlock = uint64_t{16} << 10;

// Says for its lifetime whether what this thread allocates will cross; nests.
class SharedMemoryScope {
 public:
  explicit SharedMemoryScope(bool crosses = true);
  ~SharedMemoryScope();
  SharedMemoryScope(const SharedMemoryScope&) = delete;
  SharedMemoryScope& operator=(const SharedMemoryScope&) = delete;

  static bool current();  // for a thread that works for another one: SharedMemoryScope scope(ofTheOther)

 private:
  const bool m_outer;
};

struct SharedMemoryUse {
  uint64_t arenas = 0;      // each a file descriptor
  uint64_t blocks = 0;      // in them
  uint64_t arenaBytes = 0;  // of address space; memory is what was ever touched of it
};
SharedMemoryUse sharedMemoryUse();

}  // namespace weft
