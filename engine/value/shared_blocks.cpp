// Arenas hold either many small blocks or one large one, which goes back to the system as a whole. Their number is
// bounded, since each takes a file descriptor here and in every process that it was sent to: the more there are, the
// larger is the next one. Untouched memory of an arena costs nothing.
#include "shared_blocks.h"

#include <algorithm>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include <weft/value/shared_arena.h>
#include <weft/value/shared_memory.h>

namespace weft {
namespace detail {

struct SharedChunk {
  std::shared_ptr<SharedArena> arena;
  std::map<uint64_t, uint64_t> free;  // offset -> bytes; neighbours are merged
  uint64_t mostFree = 0;              // no free piece is larger
  uint64_t blocks = 0;
  bool single = false;  // for one large block
};

namespace {

constexpr uint64_t alignment = 64;
constexpr uint64_t largeBlock = uint64_t{4} << 20;
constexpr uint64_t firstArena = uint64_t{16} << 20;
constexpr size_t mostArenas = 64, mostSingles = 40;
constexpr size_t doubledEvery = 8;  // arenas
// What is kept of arenas without a block, for the next ones.
constexpr size_t mostEmpty = 4;
constexpr uint64_t mostEmptyBytes = uint64_t{256} << 20;

class SharedBlocks {
 public:
  using Dropped = std::list<SharedChunk>;  // which end after the lock

  SharedBlock allocate(uint64_t bytes) {
    bytes = rounded(bytes);
    const std::lock_guard lock(m_mutex);
    const bool single = bytes > largeBlock && m_chunks.size() < mostSingles;
    for (SharedChunk& chunk : m_chunks) {
      if (single ? !chunk.single || chunk.blocks > 0 || chunk.arena->bytes() / 2 > bytes : chunk.single) continue;
      if (void* memory = takeFrom(chunk, bytes)) return {memory, &chunk};
    }
    SharedChunk* made = m_chunks.size() < mostArenas ? makeChunk(bytes, single) : nullptr;
    return made ? SharedBlock{takeFrom(*made, bytes), made} : SharedBlock{};
  }

  Dropped release(SharedChunk& chunk, void* memory, uint64_t bytes) noexcept {
    const std::lock_guard lock(m_mutex);
    --m_blocks;
    if (--chunk.blocks > 0) {
      giveBack(chunk, chunk.arena->offsetOf(memory), rounded(bytes));
      return {};
    }
    clear(chunk);
    return emptyOnes(mostEmpty, mostEmptyBytes);
  }

  Dropped trim() noexcept {
    const std::lock_guard lock(m_mutex);
    return emptyOnes(0, 0);
  }

  SharedMemoryUse use() {
    const std::lock_guard lock(m_mutex);
    SharedMemoryUse use{m_chunks.size(), m_blocks, 0};
    for (const SharedChunk& chunk : m_chunks) use.arenaBytes += chunk.arena->bytes();
    return use;
  }

 private:
  static uint64_t rounded(uint64_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

  void* takeFrom(SharedChunk& chunk, uint64_t bytes) {
    if (bytes > chunk.mostFree) return nullptr;
    uint64_t most = 0;
    for (auto at = chunk.free.begin(); at != chunk.free.end(); ++at) {
      const auto [offset, size] = *at;
      if (size < bytes) {
        most = std::max(most, size);
        continue;
      }
      if (size > bytes) chunk.free.emplace(offset + bytes, size - bytes);
      chunk.free.erase(at);
      ++chunk.blocks;
      ++m_blocks;
      return chunk.arena->data() + offset;
    }
    chunk.mostFree = most;
    return nullptr;
  }

  static void giveBack(SharedChunk& chunk, uint64_t offset, uint64_t bytes) noexcept try {
    auto after = chunk.free.lower_bound(offset);
    if (after != chunk.free.end() && after->first == offset + bytes) {
      bytes += after->second;
      after = chunk.free.erase(after);
    }
    if (after != chunk.free.begin()) {
      if (const auto before = std::prev(after); before->first + before->second == offset) {
        before->second += bytes;
        chunk.mostFree = std::max(chunk.mostFree, before->second);
        return;
      }
    }
    chunk.free.emplace_hint(after, offset, bytes);
    chunk.mostFree = std::max(chunk.mostFree, bytes);
  } catch (const std::bad_alloc&) {
    // The piece is found again when the arena is empty.
  }

  static void clear(SharedChunk& chunk) noexcept {
    const uint64_t all = chunk.arena->bytes();
    chunk.free.clear();
    giveBack(chunk, 0, all);
  }

  SharedChunk* makeChunk(uint64_t bytes, bool single) {
    if (m_refused) return nullptr;
    auto arena = SharedArena::make(single ? bytes : std::max(bytes, firstArena << (m_chunks.size() / doubledEvery)));
    if (!arena) {
      m_refused = arena.error().code == ErrorCode::Unsupported;
      return nullptr;
    }
    SharedChunk& made = m_chunks.emplace_back();
    made.arena = *std::move(arena);
    made.single = single;
    clear(made);
    return &made;
  }

  // Those that go so that no more are left; the oldest first.
  Dropped emptyOnes(size_t keep, uint64_t keepBytes) noexcept {
    Dropped dropped;
    for (auto at = m_chunks.end(); at != m_chunks.begin();) {
      const auto chunk = --at;
      if (chunk->blocks > 0) continue;
      const uint64_t bytes = chunk->arena->bytes();
      if (keep > 0 && bytes <= keepBytes) {
        --keep;
        keepBytes -= bytes;
        continue;
      }
      ++at;
      dropped.splice(dropped.end(), m_chunks, chunk);
    }
    return dropped;
  }

  std::mutex m_mutex;
  std::list<SharedChunk> m_chunks;
  uint64_t m_blocks = 0;
  bool m_refused = false;  // the system has no such memory
};

SharedBlocks& blocks() {
  static auto& instance = *new SharedBlocks;  // used by threads that outlive main()
  return instance;
}

}  // namespace

SharedBlock allocateShared(uint64_t bytes) noexcept try {
  return blocks().allocate(bytes);
} catch (const std::bad_alloc&) {
  return {};
}

void releaseShared(SharedChunk* chunk, void* memory, uint64_t bytes) noexcept {
  const auto dropped = blocks().release(*chunk, memory, bytes);
}

void trimShared() noexcept { const auto dropped = blocks().trim(); }

}  // namespace detail

namespace {
thread_local constinit bool t_crosses = false;
}

SharedMemoryScope::SharedMemoryScope(bool crosses) : m_outer(std::exchange(t_crosses, crosses)) {}
SharedMemoryScope::~SharedMemoryScope() { t_crosses = m_outer; }
bool SharedMemoryScope::current() { return t_crosses; }

SharedMemoryUse sharedMemoryUse() { return detail::blocks().use(); }

}  // namespace weft
