#include "weft/base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace weft {

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
  if (this != &other) {
    if (m_descriptor >= 0) ::close(m_descriptor);
    m_descriptor = other.release();
  }
  return *this;
}

FileHandle::~FileHandle() {
  if (m_descriptor >= 0) ::close(m_descriptor);
}

int FileHandle::release() { return std::exchange(m_descriptor, -1); }

std::string systemError(int number) { return std::generic_category().message(number); }

Result<OpenedFile> openRegularFile(const std::filesystem::path& path) {
  // O_NONBLOCK keeps a pipe without a writer from blocking; it has no effect on regular files.
  OpenedFile file;
  file.handle = FileHandle(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.handle.isOpen()) return makeError(ErrorCode::BadFile, path.string() + ": " + systemError(errno));
  struct stat status {};
  if (::fstat(file.handle.get(), &status) != 0) {
    return makeError(ErrorCode::BadFile, path.string() + ": " + systemError(errno));
  }
  if (!S_ISREG(status.st_mode)) {
    const char* kind = S_ISDIR(status.st_mode) ? "is a folder, not a file" : "is not a regular file";
    return makeError(ErrorCode::BadFile, path.string() + ": " + kind);
  }
  file.size = static_cast<uint64_t>(status.st_size);
  return file;
}

Result<void> readAt(int descriptor, uint64_t offset, void* destination, size_t bytes, const std::string& fileName) {
  auto* at = static_cast<char*>(destination);
  while (bytes > 0) {
    const size_t wanted = std::min(bytes, size_t{1} << 30);
    const ssize_t count = ::pread(descriptor, at, wanted, static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return makeError(ErrorCode::BadFile, fileName + ": reading failed: " + systemError(errno));
    if (count == 0) {
      return makeError(ErrorCode::BadFile, fileName + ": the file ends at byte " + std::to_string(offset) + ", " +
                                               std::to_string(bytes) + " bytes early; was it cut short?");
    }
    at += count;
    offset += static_cast<uint64_t>(count);
    bytes -= static_cast<size_t>(count);
  }
  return {};
}

Result<std::string> readFile(const std::filesystem::path& path, size_t maximumBytes) {
  auto file = openRegularFile(path);
  if (!file) return file.error();
  if (file->size > maximumBytes) {
    return makeError(ErrorCode::BadFile, path.string() + ": the file has " + std::to_string(file->size) +
                                             " bytes; at most " + std::to_string(maximumBytes) + " are allowed");
  }
  std::string text(static_cast<size_t>(file->size), '\0');
  if (auto read = readAt(file->handle.get(), 0, text.data(), text.size(), path.string()); !read) return read.error();
  return text;
}

Result<void> writeAll(int descriptor, const void* data, size_t bytes, const std::string& fileName) {
  auto* at = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t count = ::write(descriptor, at, std::min(bytes, size_t{1} << 30));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return makeError(ErrorCode::Io, fileName + ": writing failed: " + systemError(errno));
    at += count;
    bytes -= static_cast<size_t>(count);
  }
  return {};
}

}  // namespace weft
