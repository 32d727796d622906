// Reading and writing files with every error checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "weft/base/result.h"

namespace weft {

// An open file descriptor that closes itself.
class FileHandle {
 public:
  FileHandle() = default;
  explicit FileHandle(int descriptor) : m_descriptor(descriptor) {}
  FileHandle(FileHandle&& other) noexcept : m_descriptor(other.release()) {}
  FileHandle& operator=(FileHandle&& other) noexcept;
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;
  ~FileHandle();

  int get() const { return m_descriptor; }
  bool isOpen() const { return m_descriptor >= 0; }
  int release();

 private:
  int m_descriptor = -1;
};

struct OpenedFile {
  FileHandle handle;
  uint64_t size = 0;
};

// Opens a regular file for reading; folders, devices and pipes are refused (and never block). Errors are BadFile.
Result<OpenedFile> openRegularFile(const std::filesystem::path& path);

// Reads exactly `bytes` from `offset`. A file that has become shorter is a BadFile error. Safe from several threads.
Result<void> readAt(int descriptor, uint64_t offset, void* destination, size_t bytes, const std::string& fileName);

// The whole of a regular file; larger ones than `maximumBytes` are refused.
Result<std::string> readFile(const std::filesystem::path& path, size_t maximumBytes = size_t{1} << 30);

// Writes all bytes at the descriptor's position. Errors are Io.
Result<void> writeAll(int descriptor, const void* data, size_t bytes, const std::string& fileName);

// The text of an errno value, such as "No space left on device".
std::string systemError(int number);

}  // namespace weft
