// Memory that a worker and its host share: what must get across without a message. Neither side trusts it further than
// that a wrong word is a wrong word.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include <weft/base/files.h>

namespace weft {

class WorkerPage {
 public:
  static constexpr uint32_t slotCount = 1000;  // connections that a worker can have
  static constexpr uint32_t noSlot = UINT32_MAX;

  struct Words {
    std::atomic<uint32_t> culprit{noSlot};                     // the slot of the call whose thread crashed or exited
    std::atomic<uint32_t> wroteReadOnly{0};                    // not 0: the crash was a write into what was lent
    std::array<std::atomic<uint32_t>, slotCount> cancelled{};  // not 0: the call on that connection is to stop
  };
  static_assert(std::atomic<uint32_t>::is_always_lock_free, "shared between processes and with signal handlers");

  static Result<std::shared_ptr<WorkerPage>> make();
  static Result<std::shared_ptr<WorkerPage>> open(FileHandle file);  // what the other process made
  ~WorkerPage();
  WorkerPage(const WorkerPage&) = delete;
  WorkerPage& operator=(const WorkerPage&) = delete;

  int file() const { return m_file.get(); }
  Words& words() const { return *m_words; }

 private:
  WorkerPage(FileHandle file, Words* words) : m_file(std::move(file)), m_words(words) {}

  FileHandle m_file;
  Words* m_words;
};

}  // namespace weft
