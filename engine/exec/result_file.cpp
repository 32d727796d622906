#include "result_file.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>

#include <weft/base/files.h>
#include <weft/base/hash.h>
#include <weft/base/text.h>

namespace weft {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie in memory");

constexpr char magic[8] = {'w', 'e', 'f', 't', 'r', 'e', 's', '\n'};
// Counts up when the layout of the file or of the values' structure changes.
constexpr uint32_t format = 1;
constexpr size_t checksumBytes = 16;
// What a file may make its reader ask for, however large it is.
constexpr uint64_t mostResultBytes = uint64_t{4} << 30;
constexpr uint64_t mostStructureBytes = uint64_t{256} << 20;

struct RawHeader {
  char magic[8];
  uint32_t format;
  uint32_t threads;
  uint64_t key[2];
  double seconds;
  uint64_t typeBytes, structureBytes, blockBytes;
};
static_assert(sizeof(RawHeader) == 64, "no padding: every byte of a file means something");

struct Checksum {
  uint64_t words[2];
  explicit Checksum(const Hash128& hash) : words{hash.high, hash.low} {}
  Checksum() : words{} {}
};
static_assert(sizeof(Checksum) == checksumBytes);

struct OpenedResult {
  FileHandle file;
  RawHeader raw{};
  std::string type;
};

Error broken(const std::filesystem::path& path, const std::string& why) {
  return makeError(ErrorCode::BadFile, path.string() + ": " + why);
}

Result<OpenedResult> openResult(const std::filesystem::path& path, const Key& key) {
  auto file = openRegularFile(path);
  if (!file) {
    // Removed by another process, which is no fault.
    std::error_code failure;
    const bool gone = std::filesystem::symlink_status(path, failure).type() == std::filesystem::file_type::not_found;
    return gone ? makeError(ErrorCode::NotFound, file.error().message) : file.error();
  }
  OpenedResult opened;
  opened.file = std::move(file->handle);
  RawHeader& raw = opened.raw;
  const uint64_t size = file->size;
  if (size < sizeof raw + checksumBytes) return broken(path, "is too short for a result");
  if (auto read = readAt(opened.file.get(), 0, &raw, sizeof raw, path.string()); !read) return read.error();
  if (std::memcmp(raw.magic, magic, sizeof magic) != 0) return broken(path, "is no result");
  if (raw.format != format)
    return broken(path, "has format " + std::to_string(raw.format) + ", not " + std::to_string(format));
  if (raw.key[0] != key[0] || raw.key[1] != key[1]) return broken(path, "is the result of another key");
  // One after the other, so that no sum can wrap.
  uint64_t left = size - sizeof raw - checksumBytes;
  for (const uint64_t part : {raw.typeBytes, raw.structureBytes, raw.blockBytes}) {
    if (part > left) return broken(path, "is shorter than it says; was it cut?");
    left -= part;
  }
  if (left > 0) return broken(path, "is longer than it says");
  if (size > mostResultBytes || raw.structureBytes > mostStructureBytes)
    return broken(path, "is larger than any result");
  constexpr uint64_t longestType = 4096;
  if (raw.typeBytes > longestType)
    return broken(path, "has a node type of " + std::to_string(raw.typeBytes) + " bytes");
  if (!std::isfinite(raw.seconds) || raw.seconds < 0) return broken(path, "says that it took no time that can be");
  opened.type.resize(raw.typeBytes);
  auto read = readAt(opened.file.get(), sizeof raw, opened.type.data(), raw.typeBytes, path.string());
  if (!read) return read.error();
  return opened;
}

}  // namespace

std::optional<uint64_t> resultFileBytes(const std::string& type, const EncodedValues& values) {
  const uint64_t bytes = sizeof(RawHeader) + type.size() + values.structure.size() + values.blockBytes + checksumBytes;
  if (bytes > mostResultBytes || values.structure.size() > mostStructureBytes) return std::nullopt;
  return bytes;
}

Result<void> writeResult(AtomicFile& file, const Key& key, const std::string& type, const CachedResult& result,
                         const EncodedValues& values) {
  RawHeader raw{};
  std::memcpy(raw.magic, magic, sizeof magic);
  raw.format = format;
  raw.threads = result.threads;
  raw.key[0] = key[0];
  raw.key[1] = key[1];
  raw.seconds = result.seconds;
  raw.typeBytes = type.size();
  raw.structureBytes = values.structure.size();
  raw.blockBytes = values.blockBytes;
  std::string front(reinterpret_cast<const char*>(&raw), sizeof raw);
  front += type;
  front += values.structure;

  Hasher hasher;
  hasher.addBytes(front.data(), front.size());
  if (auto written = file.write(front); !written) return written;
  for (const EncodedValues::Block& block : values.blocks) {
    hasher.addBytes(block.data, block.bytes);
    if (auto written = file.write(block.data, block.bytes); !written) return written;
  }
  const Checksum checksum(hasher.finish());
  return file.write(&checksum, sizeof checksum);
}

Result<ResultHeader> readResultHeader(const std::filesystem::path& path, const Key& key) {
  Result<OpenedResult> opened = openResult(path, key);
  if (!opened) return opened.error();
  const RawHeader& raw = opened->raw;
  return ResultHeader{key, std::move(opened->type), raw.seconds, raw.threads, raw.structureBytes, raw.blockBytes};
}

Result<CachedResult> readResult(const std::filesystem::path& path, const Key& key, std::string_view type) {
  Result<OpenedResult> opened = openResult(path, key);
  if (!opened) return opened.error();
  const RawHeader& raw = opened->raw;
  if (!type.empty() && opened->type != type) {
    return broken(path, "is the result of a " + printable(opened->type) + ", not of a " + printable(type));
  }
  const int descriptor = opened->file.get();
  uint64_t at = sizeof raw + raw.typeBytes;
  Hasher hasher;
  hasher.addBytes(&raw, sizeof raw).addBytes(opened->type.data(), opened->type.size());
  Result<void> read;
  const auto readPart = [&](void* destination, uint64_t bytes) -> Result<void> {
    if (read = readAt(descriptor, at, destination, bytes, path.string()); !read) return read;
    hasher.addBytes(destination, bytes);
    at += bytes;
    return {};
  };
  std::string structure(raw.structureBytes, '\0');
  if (!readPart(structure.data(), structure.size())) return read.error();
  Result<std::vector<Value>> values = decodeValues(structure, raw.blockBytes, readPart);
  if (!read) return read.error();
  if (!values) {
    const Error& error = values.error();
    return error.code == ErrorCode::BadFile ? broken(path, error.message) : error;
  }
  const Checksum computed(hasher.finish());
  Checksum stored;
  if (!readPart(&stored, sizeof stored)) return read.error();
  if (std::memcmp(&stored, &computed, sizeof stored) != 0) return broken(path, "its checksum is wrong");
  return CachedResult{*std::move(values), raw.seconds, raw.threads};
}

std::string resultFileName(const Key& key) { return Hash128{key[0], key[1]}.hex(); }

std::optional<Key> keyOfResultFile(std::string_view name) {
  constexpr size_t digits = 16;
  Key key{};
  if (name.size() != 2 * digits || name.find_first_not_of("0123456789abcdef") != name.npos) return std::nullopt;
  for (size_t i = 0; i < key.size(); ++i) {
    std::from_chars(name.data() + i * digits, name.data() + (i + 1) * digits, key[i], 16);
  }
  return key;
}

}  // namespace weft
