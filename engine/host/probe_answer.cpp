#include "probe_answer.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

namespace weft {

struct ProbeReply::Memory {
  char stage;     // of LoadStage; 0: none yet
  char answered;  // set last
  uint64_t bytes;
  char text[mostAnswerBytes];  // takes memory only as far as it is written
};

Result<ProbeAnswer> ProbeAnswer::create() {
  ProbeAnswer answer;
  answer.m_file = FileHandle(::memfd_create("weft-probe", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  const int file = answer.m_file.get();
  const bool made = file >= 0 && ::ftruncate(file, sizeof(ProbeReply::Memory)) == 0 &&
                    ::fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
  if (!made) return makeError(ErrorCode::Io, systemError(errno));
  return answer;
}

std::optional<LoadStage> ProbeAnswer::stage() const {
  char letter = 0;
  if (!readAt(m_file.get(), offsetof(ProbeReply::Memory, stage), &letter, 1, "probe")) return std::nullopt;
  switch (static_cast<LoadStage>(letter)) {
    case LoadStage::Loading:
    case LoadStage::Initialising:
    case LoadStage::Describing:
      return static_cast<LoadStage>(letter);
  }
  return std::nullopt;
}

std::optional<std::string> ProbeAnswer::text() const {
  char answered = 0;
  uint64_t bytes = 0;
  const auto read = [&](size_t offset, void* to, size_t count) {
    return readAt(m_file.get(), offset, to, count, "probe").ok();
  };
  if (!read(offsetof(ProbeReply::Memory, answered), &answered, 1) || !answered) return std::nullopt;
  if (!read(offsetof(ProbeReply::Memory, bytes), &bytes, sizeof(bytes)) || bytes > mostAnswerBytes) return std::nullopt;
  std::string text(bytes, '\0');
  if (!read(offsetof(ProbeReply::Memory, text), text.data(), bytes)) return std::nullopt;
  return text;
}

Result<ProbeReply> ProbeReply::open(int descriptor) {
  void* memory = ::mmap(nullptr, sizeof(Memory), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (memory == MAP_FAILED) return makeError(ErrorCode::Io, systemError(errno));
  ::close(descriptor);
  return ProbeReply(static_cast<Memory*>(memory));
}

void ProbeReply::setStage(LoadStage stage) const { m_memory->stage = static_cast<char>(stage); }

void ProbeReply::answer(std::string_view text) const {
  std::memcpy(m_memory->text, text.data(), text.size());
  m_memory->bytes = text.size();
  m_memory->answered = 1;
}

}  // namespace weft
