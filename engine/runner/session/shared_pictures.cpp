#include "shared_pictures.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace weft::runner {

Result<Json> SharedPictures::share(const Picture& picture) {
  const uint64_t bytes = picture.pixels.size();
  const std::lock_guard lock(m_mutex);
  if (m_pictures.size() >= mostPictures || m_bytes + bytes > mostBytes) {
    return makeError(ErrorCode::OutOfMemory, std::to_string(m_pictures.size()) + " pictures of " +
                                                 std::to_string(m_bytes) +
                                                 " bytes are shared already; release those that were read");
  }
  Shared shared{FileHandle(::memfd_create("weft-picture", MFD_CLOEXEC | MFD_ALLOW_SEALING)), bytes};
  if (!shared.file.isOpen()) return makeError(ErrorCode::OutOfMemory, "no shared memory: " + systemError(errno));
  const int file = shared.file.get();
  if (auto written = writeAll(file, picture.pixels.data(), bytes, "shared memory"); !written) return written.error();
  if (::fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0) {
    return makeError(ErrorCode::Io, "shared memory cannot be sealed: " + systemError(errno));
  }
  std::string path = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(file);
  m_bytes += bytes;
  m_pictures.emplace(path, std::move(shared));
  return Json{{"path", std::move(path)},
              {"width", picture.width},
              {"height", picture.height},
              {"stride", picture.width * 4},
              {"bytes", bytes},
              {"format", "rgba8"},
              {"full", {picture.fullWidth, picture.fullHeight}}};
}

bool SharedPictures::release(const std::string& path) {
  const std::lock_guard lock(m_mutex);
  const auto found = m_pictures.find(path);
  if (found == m_pictures.end()) return false;
  m_bytes -= found->second.bytes;
  m_pictures.erase(found);
  return true;
}

size_t SharedPictures::count() const {
  const std::lock_guard lock(m_mutex);
  return m_pictures.size();
}

uint64_t SharedPictures::bytes() const {
  const std::lock_guard lock(m_mutex);
  return m_bytes;
}

}  // namespace weft::runner
