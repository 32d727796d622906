// Reading and writing the safetensors weight format: eight bytes of header length (little-endian), a JSON header, data.
//
// The reader trusts nothing. It takes what the format's text and its reference reader take, and refuses
//   - leading white space before the header, a tensor listed twice (even over the same range), rank over 64,
//     NUL in a name: things on which readers disagree;
//   - holes, overlaps, and bytes after the last tensor;
//   - more than 2^20 tensors or 2^16 entries of metadata.
// Unknown fields of an entry are ignored. Errors are BadFile and name the file and the tensor.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "weft/base/atomic_file.h"
#include "weft/base/files.h"
#include "weft/base/result.h"

namespace weft::weights {

struct TensorInfo {
  std::string name;
  std::string dtype;  // as the file spells it, such as "BF16"
  std::vector<int64_t> shape;
  uint64_t begin = 0;  // offsets in the data section, in bytes
  uint64_t end = 0;

  uint64_t bytes() const { return end - begin; }
};

class SafetensorsFile {
 public:
  static Result<SafetensorsFile> open(const std::filesystem::path& path);

  const std::vector<TensorInfo>& tensors() const { return m_tensors; }  // in the header's order
  const std::map<std::string, std::string>& metadata() const { return m_metadata; }
  const TensorInfo* find(std::string_view name) const;
  const std::filesystem::path& path() const { return m_path; }

  // Reads the tensor's bytes() into `destination`. Safe from several threads. A file that was cut short since it was
  // opened is an error: nothing is mapped, so it cannot raise a signal.
  Result<void> read(const TensorInfo& tensor, void* destination) const;
  // A part of them, from `offset`; the part must lie within the tensor.
  Result<void> readPart(const TensorInfo& tensor, uint64_t offset, size_t bytes, void* destination) const;

 private:
  SafetensorsFile() = default;

  std::filesystem::path m_path;
  FileHandle m_file;
  uint64_t m_dataStart = 0;
  std::vector<TensorInfo> m_tensors;
  std::vector<uint32_t> m_byName;  // indices, sorted by name
  std::map<std::string, std::string> m_metadata;
};

struct TensorView {
  std::string name;
  std::string dtype;
  std::vector<int64_t> shape;
  const void* data = nullptr;
  uint64_t bytes = 0;
};

// Writes a file whose bytes depend on nothing but the arguments: tensors are ordered by element size, largest first,
// then by name, so that each is aligned to its elements; the data starts at a multiple of eight bytes. The file is
// created or truncated in place; give the path of an AtomicFile to have it appear only when it is whole.
// Sync::Yes flushes it to the disk. Errors: InvalidArgument for tensors that do not fit the format, Io for writing.
Result<void> writeSafetensors(const std::filesystem::path& path, const std::vector<TensorView>& tensors,
                              const std::map<std::string, std::string>& metadata = {}, Sync sync = Sync::No);

}  // namespace weft::weights
