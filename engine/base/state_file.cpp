#include "weft/base/state_file.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <thread>

#include "weft/base/atomic_file.h"

namespace weft {

Result<void> writeStateFile(const std::filesystem::path& path, std::string_view text) {
  auto folder = OutputFolder::open(std::filesystem::absolute(path).parent_path());
  if (!folder) return std::move(folder).error();
  auto file = AtomicFile::create(*folder, path.filename().string());
  if (!file) return std::move(file).error();
  if (auto written = file->write(text); !written) return std::move(written).error();
  if (auto placed = file->replace(); !placed) return std::move(placed).error();
  return {};
}

std::optional<FileHandle> lockFile(const std::filesystem::path& path, std::chrono::milliseconds patience) {
  constexpr auto pause = std::chrono::milliseconds(2);
  FileHandle lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock.isOpen()) return std::nullopt;
  for (const auto end = std::chrono::steady_clock::now() + patience; ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0;) {
    if (errno != EWOULDBLOCK || std::chrono::steady_clock::now() > end) return std::nullopt;
    std::this_thread::sleep_for(pause);
  }
  return lock;
}

}  // namespace weft
