// One result as a file, named by its key: a header of fixed length, the node type's id, the values (value/codec.h),
// and a checksum of all that stands before it. Nothing in a file is trusted: lengths are held against the file's before
// memory is asked for, and no value leaves here before the checksum was found to be right.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <weft/base/atomic_file.h>
#include <weft/value/codec.h>

#include "cached_result.h"

namespace weft {

// What a file says of itself.
struct ResultHeader {
  Key key{};
  std::string type;    // of the node
  double seconds = 0;  // that computing it took; finite and not negative
  uint32_t threads = 1;
  uint64_t structureBytes = 0, blockBytes = 0;
};

// How long the file becomes; nullopt: longer than a result may be, which is 4 GiB.
std::optional<uint64_t> resultFileBytes(const std::string& type, const EncodedValues& values);

// All but giving the file its name. Errors are Io.
Result<void> writeResult(AtomicFile& file, const Key& key, const std::string& type, const CachedResult& result,
                         const EncodedValues& values);

// Of the header alone, its lengths compared with the file's, and its key with the name. NotFound: there is no such
// file; BadFile: it is not a whole result of that key.
Result<ResultHeader> readResultHeader(const std::filesystem::path& path, const Key& key);

// The same of all of it. `type` empty: any.
Result<CachedResult> readResult(const std::filesystem::path& path, const Key& key, std::string_view type);

std::string resultFileName(const Key& key);                 // 32 hexadecimal digits
std::optional<Key> keyOfResultFile(std::string_view name);  // nullopt: not such a name

}  // namespace weft
