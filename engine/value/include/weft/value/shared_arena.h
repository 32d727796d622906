// A piece of memory that other processes can read where it lies: a memory file (memfd) that can never become shorter,
// and that nobody can write to but through the mapping it was made with. Immutable; all functions may be called from
// any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include <weft/base/files.h>
#include <weft/base/result.h>

namespace weft {

class SharedArena : public std::enable_shared_from_this<SharedArena> {
 public:
  // Of zeros, whole pages; this process may write. Unsupported: the system has no such files. OutOfMemory.
  static Result<std::shared_ptr<SharedArena>> make(uint64_t bytes);
  // One that another process has made, of at least so many bytes: to be read only. `file` is not trusted: whatever it
  // is, reading the arena cannot fail once it is here. InvalidArgument says what is wrong with it.
  static Result<std::shared_ptr<SharedArena>> import(FileHandle file, uint64_t bytes);
  ~SharedArena();
  SharedArena(const SharedArena&) = delete;
  SharedArena& operator=(const SharedArena&) = delete;

  // The arena that holds these bytes, whoever made it; nullptr: none does.
  static std::shared_ptr<const SharedArena> holding(const void* first, uint64_t bytes);
  // Whether the address lies in an imported arena, where a write crashes. For a signal handler: takes no lock.
  static bool isReadOnly(const void* address) noexcept;
  uint64_t id() const { return m_id; }  // of this process's own, never given twice
  uint64_t bytes() const { return m_bytes; }
  int file() const { return m_file.get(); }  // to hand on
  std::byte* data() const { return m_data; }
  uint64_t offsetOf(const void* address) const {
    return static_cast<uint64_t>(static_cast<const std::byte*>(address) - m_data);
  }

 private:
  SharedArena(FileHandle file, std::byte* data, uint64_t bytes, bool readOnly);
  static Result<std::shared_ptr<SharedArena>> map(FileHandle file, uint64_t bytes, bool readOnly);

  const FileHandle m_file;
  std::byte* const m_data;
  const uint64_t m_bytes;
  const uint64_t m_id;
  int m_place = -1;  // among those that isReadOnly() knows
};

// Told of each arena that has gone, on the thread that let go of it; it must not wait for anything that such a thread
// may hold. Registered while it lives; the destructor waits for calls in progress.
class SharedArenaWatch {
 public:
  using Gone = std::function<void(uint64_t id)>;
  explicit SharedArenaWatch(Gone gone);
  ~SharedArenaWatch();
  SharedArenaWatch(const SharedArenaWatch&) = delete;
  SharedArenaWatch& operator=(const SharedArenaWatch&) = delete;

 private:
  Gone m_gone;
};

}  // namespace weft
