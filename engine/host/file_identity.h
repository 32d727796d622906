// Which file a path leads to at a moment: what a file that was written anew, or replaced, differs in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <weft/base/json.h>

namespace weft {

struct FileIdentity {
  uint64_t size = 0, inode = 0, device = 0;
  int64_t seconds = 0, nanoseconds = 0;  // of the last modification
  bool operator==(const FileIdentity&) const = default;

  static std::optional<FileIdentity> of(const std::string& path);
  static std::optional<FileIdentity> fromJson(const Json& json);
  Json json() const;
};

// Why the path leads to no regular file that may be read, in plain words that do not name it; empty: it does.
std::string whyUnreadable(const std::string& path);

// The content of a regular file as 32 hexadecimal digits (128-bit XXH3); it is read whole.
Result<std::string> hashOfFile(const std::string& path);

}  // namespace weft
