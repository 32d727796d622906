#include "result_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <memory>

#include <weft/base/state_file.h>

#include "result_file.h"

namespace weft {

namespace fs = std::filesystem;
using Clock = std::chrono::system_clock;

namespace {

constexpr const char* lockName = ".lock";
// Listing them stays a matter of a few milliseconds.
constexpr size_t mostFiles = 65'536;

uint64_t onDisk(uint64_t bytes) {
  constexpr uint64_t block = 4096;
  return (bytes + block - 1) / block * block;
}

// Calls back with the folder and each name in it.
void forEachName(const std::string& path, const std::function<void(int folder, const char* name)>& visit) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), ::closedir);
  if (!folder) return;
  while (const dirent* entry = ::readdir(folder.get())) visit(::dirfd(folder.get()), entry->d_name);
}

std::optional<struct stat> regularFile(int folder, const char* name) {
  struct stat status {};
  if (::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return status;
}

Clock::time_point timeOf(const timespec& time) {
  const auto sinceEpoch = std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  return Clock::time_point(std::chrono::duration_cast<Clock::duration>(sinceEpoch));
}

// A file that its writer, who held a lock on it, did not finish. A new one may not have been locked yet.
bool isAbandoned(int folder, const char* name, const struct stat& status) {
  constexpr auto young = std::chrono::seconds(2);
  if (Clock::now() - timeOf(status.st_ctim) < young) return false;
  const FileHandle file(::openat(folder, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  return file.isOpen() && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0;
}

// Seconds per byte, the less the longer it has not been used; what is broken saves nothing.
double worthOf(const ResultFolder& folder, const ResultFolder::File& file, Clock::time_point now) {
  const auto header = readResultHeader(folder.pathOf(file.key), file.key);
  if (!header) return 0;
  const double hours = std::chrono::duration<double, std::ratio<3600>>(now - file.lastUse).count();
  return header->seconds / static_cast<double>(file.bytes + 1) / (1 + std::max(0.0, hours));
}

// `total` is what the folder takes.
void removeLeastWorth(const ResultFolder& folder, const std::vector<ResultFolder::File>& files, uint64_t total,
                      uint64_t goal) {
  const auto now = Clock::now();
  std::vector<std::pair<double, size_t>> order;
  order.reserve(files.size());
  for (size_t i = 0; i < files.size(); ++i) order.emplace_back(worthOf(folder, files[i], now), i);
  std::sort(order.begin(), order.end());
  size_t left = files.size();
  for (const auto& [worth, i] : order) {
    if (total <= goal && left < mostFiles / 10 * 9) break;
    if (!folder.remove(files[i].key)) continue;
    total -= onDisk(files[i].bytes);
    --left;
  }
}

}  // namespace

fs::path ResultFolder::pathOf(const Key& key) const { return fs::path(m_path) / resultFileName(key); }

std::vector<Key> ResultFolder::keys() const {
  std::vector<Key> keys;
  forEachName(m_path, [&](int, const char* name) {
    if (const auto key = keyOfResultFile(name)) keys.push_back(*key);
  });
  return keys;
}

std::vector<ResultFolder::File> ResultFolder::files() const {
  std::vector<File> files;
  forEachName(m_path, [&](int folder, const char* name) {
    const auto key = keyOfResultFile(name);
    if (!key) return;
    if (const auto status = regularFile(folder, name)) {
      files.push_back({*key, static_cast<uint64_t>(status->st_size), timeOf(status->st_mtim)});
    }
  });
  return files;
}

void ResultFolder::touch(const Key& key) const { ::utimensat(AT_FDCWD, pathOf(key).c_str(), nullptr, 0); }

bool ResultFolder::remove(const Key& key) const { return ::unlink(pathOf(key).c_str()) == 0 || errno == ENOENT; }

void ResultFolder::removeAbandoned() const {
  forEachName(m_path, [](int folder, const char* name) {
    if (!isTemporaryFile(name)) return;
    const auto status = regularFile(folder, name);
    if (status && isAbandoned(folder, name, *status)) ::unlinkat(folder, name, 0);
  });
}

// What others compute is nobody's business; folders above it are as they are elsewhere.
Result<OutputFolder> ResultFolder::open() const {
  std::error_code ignored;
  fs::create_directories(fs::path(m_path).parent_path(), ignored);
  ::mkdir(m_path.c_str(), 0700);
  return OutputFolder::open(m_path);
}

Result<ResultFolder::Place> ResultFolder::place(const Key& key, uint64_t bytes) const {
  auto folder = open();
  if (!folder) return folder.error();
  auto file = AtomicFile::create(*folder, resultFileName(key));
  if (!file) return file.error();
  FileHandle lock(::open(file->path().c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (!lock.isOpen() || ::flock(lock.get(), LOCK_SH | LOCK_NB) != 0 ||
      ::ftruncate(lock.get(), static_cast<off_t>(bytes)) != 0) {
    return makeError(ErrorCode::Io, file->path().string() + ": " + systemError(errno));
  }
  return Place{*std::move(file), std::move(lock)};
}

std::optional<FileHandle> ResultFolder::lock() const {
  return lockFile(fs::path(m_path) / lockName, std::chrono::seconds(2));
}

Result<std::optional<ResultFolder::Place>> ResultFolder::makeRoom(const Key& key, uint64_t bytes,
                                                                  uint64_t limit) const {
  if (auto folder = open(); !folder) return folder.error();
  const std::optional<FileHandle> held = lock();
  if (!held) return std::optional<Place>();
  removeAbandoned();

  const std::vector<File> files = this->files();
  uint64_t total = onDisk(bytes);
  for (const File& file : files) total += onDisk(file.bytes);
  forEachName(m_path, [&](int folder, const char* name) {
    if (!isTemporaryFile(name)) return;
    if (const auto status = regularFile(folder, name)) total += onDisk(static_cast<uint64_t>(status->st_size));
  });
  std::error_code failure;
  if (const fs::space_info space = fs::space(m_path, failure); !failure) {
    limit = std::min<uint64_t>(limit, total + space.available / 2);
  }
  if (total > limit || files.size() >= mostFiles) {
    // Further than it must, so that the next one need not do it again.
    removeLeastWorth(*this, files, total, limit / 10 * 9);
  }
  auto placed = place(key, bytes);
  if (!placed) return placed.error();
  return std::optional<Place>(*std::move(placed));
}

}  // namespace weft
