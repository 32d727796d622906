#include "file_identity.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <vector>

#include <weft/base/files.h>
#include <weft/base/hash.h>
#include <weft/base/text.h>

namespace weft {

std::optional<FileIdentity> FileIdentity::of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileIdentity{static_cast<uint64_t>(status.st_size), status.st_ino, status.st_dev, status.st_mtim.tv_sec,
                      status.st_mtim.tv_nsec};
}

// Numbers as JSON has them: 64 bits with a sign, which inodes and devices survive both ways.
std::optional<FileIdentity> FileIdentity::fromJson(const Json& json) {
  if (!json.is_array() || json.size() != 5) return std::nullopt;
  int64_t numbers[5] = {};
  for (size_t i = 0; i < 5; ++i) {
    const auto number = weft::asInteger(json[i]);
    if (!number) return std::nullopt;
    numbers[i] = *number;
  }
  return FileIdentity{static_cast<uint64_t>(numbers[0]), static_cast<uint64_t>(numbers[1]),
                      static_cast<uint64_t>(numbers[2]), numbers[3], numbers[4]};
}

Json FileIdentity::json() const {
  return Json::array(
      {static_cast<int64_t>(size), static_cast<int64_t>(inode), static_cast<int64_t>(device), seconds, nanoseconds});
}

std::string whyUnreadable(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    const int failure = errno;
    std::error_code noLink;
    const auto target = std::filesystem::read_symlink(path, noLink);
    if (failure == ELOOP) return "is a link that leads back to itself";
    if (failure == ENOENT && !noLink) return "is a link to " + printable(target.string()) + ", which does not exist";
    return "cannot be opened: " + systemError(failure);
  }
  if (S_ISDIR(status.st_mode)) return "is a folder, not a shared library";
  if (S_ISFIFO(status.st_mode)) return "is a pipe (FIFO), not a shared library";
  if (S_ISSOCK(status.st_mode)) return "is a socket, not a shared library";
  if (!S_ISREG(status.st_mode)) return "is a device, not a shared library";
  if (::access(path.c_str(), R_OK) != 0) return "may not be read: " + systemError(errno);
  return {};
}

Result<std::string> hashOfFile(const std::string& path) {
  auto file = openRegularFile(path);
  if (!file) return file.error();
  Hasher hasher;
  std::vector<char> piece(size_t{1} << 20);
  for (uint64_t at = 0; at < file->size; at += piece.size()) {
    const size_t bytes = static_cast<size_t>(std::min<uint64_t>(piece.size(), file->size - at));
    if (auto read = readAt(file->handle.get(), at, piece.data(), bytes, path); !read) return read.error();
    hasher.addBytes(piece.data(), bytes);
  }
  return hasher.finish().hex();
}

}  // namespace weft
