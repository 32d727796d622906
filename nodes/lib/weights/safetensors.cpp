#include "weights/safetensors.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "weft/base/text.h"
#include "weights/disguise.h"
#include "weights/safetensors_header.h"

namespace weft::weights {
namespace {

constexpr uint64_t lengthBytes = 8;
constexpr uint64_t maximumHeaderBytes = 100'000'000;

// The error for a file that is no safetensors file at all; says what it is instead when that is known.
Error notSafetensors(int descriptor, uint64_t fileSize, const std::string& fileName, const std::string& why) {
  std::string start(static_cast<size_t>(std::min<uint64_t>(fileSize, 64)), '\0');
  const bool readable = readAt(descriptor, 0, start.data(), start.size(), fileName).ok();
  const std::string format = readable ? recognizeFormat(start) : std::string();
  if (!format.empty()) {
    return makeError(ErrorCode::BadFile, fileName + ": not a safetensors file: this is " + format);
  }
  return makeError(ErrorCode::BadFile, fileName + ": not a safetensors file: " + why);
}

}  // namespace

Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path& path) {
  const std::string fileName = path.string();
  auto opened = openRegularFile(path);
  if (!opened) return opened.error();
  const int descriptor = opened->handle.get();
  const uint64_t fileSize = opened->size;
  const auto refuse = [&](const std::string& why) { return notSafetensors(descriptor, fileSize, fileName, why); };

  if (fileSize < lengthBytes) {
    return refuse("it has " + std::to_string(fileSize) + " bytes, less than the length of a header");
  }
  std::array<uint8_t, lengthBytes> prefix;
  if (auto read = readAt(descriptor, 0, prefix.data(), prefix.size(), fileName); !read) return read.error();
  uint64_t headerBytes = 0;
  for (size_t i = 0; i < prefix.size(); ++i) headerBytes |= uint64_t{prefix[i]} << (8 * i);

  if (headerBytes > maximumHeaderBytes) {
    return refuse("its header would have " + std::to_string(headerBytes) + " bytes; at most " +
                  std::to_string(maximumHeaderBytes) + " are allowed");
  }
  if (headerBytes > fileSize - lengthBytes) {
    return refuse("its header should have " + std::to_string(headerBytes) + " bytes, the file only " +
                  std::to_string(fileSize - lengthBytes) + " after the length; was it cut short?");
  }
  if (headerBytes == 0) return refuse("its header is empty");

  std::string header(static_cast<size_t>(headerBytes), '\0');
  if (auto read = readAt(descriptor, lengthBytes, header.data(), header.size(), fileName); !read) return read.error();
  if (header[0] != '{') return refuse("its header must begin with '{'");

  auto parsed = parseSafetensorsHeader(header, fileSize - lengthBytes - headerBytes, fileName);
  if (!parsed) return parsed.error();

  SafetensorsFile file;
  file.m_path = path;
  file.m_file = std::move(opened->handle);
  file.m_dataStart = lengthBytes + headerBytes;
  file.m_tensors = std::move(parsed->tensors);
  file.m_metadata = std::move(parsed->metadata);
  file.m_byName.resize(file.m_tensors.size());
  std::iota(file.m_byName.begin(), file.m_byName.end(), uint32_t{0});
  std::sort(file.m_byName.begin(), file.m_byName.end(),
            [&](uint32_t a, uint32_t b) { return file.m_tensors[a].name < file.m_tensors[b].name; });
  return file;
}

const TensorInfo* SafetensorsFile::find(std::string_view name) const {
  const auto at =
      std::lower_bound(m_byName.begin(), m_byName.end(), name,
                       [&](uint32_t index, std::string_view wanted) { return m_tensors[index].name < wanted; });
  return at != m_byName.end() && m_tensors[*at].name == name ? &m_tensors[*at] : nullptr;
}

Result<void> SafetensorsFile::read(const TensorInfo& tensor, void* destination) const {
  return readPart(tensor, 0, static_cast<size_t>(tensor.bytes()), destination);
}

Result<void> SafetensorsFile::readPart(const TensorInfo& tensor, uint64_t offset, size_t bytes,
                                       void* destination) const {
  return readAt(m_file.get(), m_dataStart + tensor.begin + offset, destination, bytes, m_path.string());
}

}  // namespace weft::weights
