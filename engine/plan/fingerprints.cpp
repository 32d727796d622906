#include <sys/stat.h>

#include <weft/base/files.h>
#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <mutex>

#include "input_files.h"

namespace weft {
namespace {

constexpr uint64_t wholeLimit = uint64_t{64} << 20;
constexpr uint64_t endBytes = uint64_t{4} << 20;

// What changes when a file is written or replaced.
using Stamp = std::array<uint64_t, 6>;

bool stampOf(const std::string& path, Stamp& stamp) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return false;
  stamp = {static_cast<uint64_t>(status.st_dev),          static_cast<uint64_t>(status.st_ino),
           static_cast<uint64_t>(status.st_size),         static_cast<uint64_t>(status.st_mtim.tv_sec),
           static_cast<uint64_t>(status.st_mtim.tv_nsec), static_cast<uint64_t>(status.st_ctim.tv_nsec)};
  return true;
}

Result<void> addRange(Hasher& hasher, const OpenedFile& file, uint64_t begin, uint64_t end, const std::string& path) {
  std::vector<char> buffer(static_cast<size_t>(std::min<uint64_t>(end - begin, uint64_t{1} << 20)));
  for (uint64_t at = begin; at < end;) {
    const auto count = static_cast<size_t>(std::min<uint64_t>(end - at, buffer.size()));
    if (auto read = readAt(file.handle.get(), at, buffer.data(), count, path); !read) return read;
    hasher.addBytes(buffer.data(), count);
    at += count;
  }
  return {};
}

Result<Hash128> readFingerprint(const std::string& path, const Stamp& stamp) {
  Result<OpenedFile> file = openRegularFile(path);
  if (!file) return file.error();
  Hasher hasher;
  hasher.add(file->size);
  if (file->size <= wholeLimit) {
    if (auto read = addRange(hasher, *file, 0, file->size, path); !read) return read.error();
    return hasher.finish();
  }
  for (const uint64_t part : stamp) hasher.add(part);
  if (auto read = addRange(hasher, *file, 0, endBytes, path); !read) return read.error();
  if (auto read = addRange(hasher, *file, file->size - endBytes, file->size, path); !read) return read.error();
  return hasher.finish();
}

Result<Hash128> fileFingerprint(const std::string& path) {
  static std::mutex mutex;
  static std::map<Stamp, Hash128> known;
  Stamp stamp{};
  if (!stampOf(path, stamp)) return makeError(ErrorCode::BadFile, path + ": cannot be opened");
  {
    const std::lock_guard lock(mutex);
    if (const auto found = known.find(stamp); found != known.end()) return found->second;
  }
  Result<Hash128> hash = readFingerprint(path, stamp);
  // A file that was written meanwhile is not remembered.
  if (Stamp after{}; hash && stampOf(path, after) && after == stamp) {
    const std::lock_guard lock(mutex);
    known.emplace(stamp, *hash);
  }
  return hash;
}

}  // namespace

Result<Hash128> fingerprintOf(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code failure;
  if (!fs::is_directory(path, failure)) return fileFingerprint(path);
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(path, failure), end; !failure && entry != end; entry.increment(failure)) {
    std::error_code unreadable;
    if (entry->is_regular_file(unreadable)) files.push_back(entry->path());
  }
  if (failure) return makeError(ErrorCode::BadFile, path + ": cannot be listed: " + failure.message());
  std::sort(files.begin(), files.end());
  Hasher hasher;
  for (const fs::path& file : files) {
    const Result<Hash128> hash = fileFingerprint(file.string());
    if (!hash) return hash;
    hasher.add(file.filename().string()).add(*hash);
  }
  return hasher.finish();
}

}  // namespace weft
