// Where a probing child leaves how far it has come and what it found: shared memory, so that a library that closes or
// writes to every file descriptor changes nothing. What is read there was written by a process that may be hostile.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <weft/base/files.h>

#include "plugin_library.h"

namespace weft {

inline constexpr size_t mostAnswerBytes = size_t{16} << 20;

// The parent's side.
class ProbeAnswer {
 public:
  static Result<ProbeAnswer> create();
  int descriptor() const { return m_file.get(); }  // to be handed to the child; closes on exec
  std::optional<LoadStage> stage() const;          // nullopt: it never came to load the library
  std::optional<std::string> text() const;         // nullopt: it gave no answer

 private:
  FileHandle m_file;
};

// The child's side: for the whole process, which has one answer to give.
class ProbeReply {
 public:
  // Maps the parent's memory and closes the descriptor.
  static Result<ProbeReply> open(int descriptor);
  void setStage(LoadStage stage) const;
  void answer(std::string_view text) const;  // at most mostAnswerBytes

 private:
  struct Memory;
  friend class ProbeAnswer;
  explicit ProbeReply(Memory* memory) : m_memory(memory) {}
  Memory* m_memory;  // never unmapped
};

}  // namespace weft
