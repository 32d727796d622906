#include "weft/base/paths.h"

#include <algorithm>
#include <string>
#include <system_error>

#include "weft/base/text.h"

namespace weft {

namespace fs = std::filesystem;

namespace {

bool startsWith(const fs::path& path, const fs::path& root) {
  return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

}  // namespace

Result<fs::path> resolveBelow(const fs::path& root, std::string_view relative) {
  const auto refuse = [&](ErrorCode code, const std::string& why) {
    return makeError(code, inQuotes(relative) + ' ' + why);
  };
  if (relative.empty()) return makeError(ErrorCode::InvalidArgument, "the path is empty");
  if (relative.find('\0') != std::string_view::npos) return refuse(ErrorCode::InvalidArgument, "has a NUL in it");
  const fs::path wanted(relative);
  if (wanted.is_absolute()) return refuse(ErrorCode::InvalidArgument, "is absolute; give a path relative to the graph");

  std::error_code failure;
  const fs::path canonicalRoot = fs::canonical(root, failure);
  if (failure) return refuse(ErrorCode::NotFound, "does not exist in " + printable(root.string()));
  const fs::path found = fs::canonical(canonicalRoot / wanted, failure);
  // What does not exist is judged by its name, so that ".." cannot be used to ask what there is outside.
  const fs::path judged = failure ? (canonicalRoot / wanted).lexically_normal() : found;
  if (!startsWith(judged, canonicalRoot)) {
    return refuse(ErrorCode::InvalidArgument, "leads out of " + printable(root.string()));
  }
  if (failure == std::errc::no_such_file_or_directory || failure == std::errc::not_a_directory) {
    return refuse(ErrorCode::NotFound, "does not exist in " + printable(root.string()));
  }
  if (failure) return refuse(ErrorCode::BadFile, "cannot be opened: " + failure.message());
  const auto status = fs::status(found, failure);
  if (fs::is_directory(status)) return refuse(ErrorCode::BadFile, "is a folder, not a file");
  if (!fs::is_regular_file(status)) return refuse(ErrorCode::BadFile, "is not a regular file");
  return found;
}

bool isInside(const fs::path& root, const fs::path& path) {
  std::error_code failure;
  const fs::path canonicalRoot = fs::canonical(root, failure);
  if (failure) return false;
  const fs::path canonicalPath = fs::canonical(path, failure);
  return !failure && startsWith(canonicalPath, canonicalRoot);
}

Result<void> checkOutputName(std::string_view name) {
  const auto refuse = [&](const std::string& why) {
    return makeError(ErrorCode::InvalidArgument, "the output name " + inQuotes(name) + ' ' + why);
  };
  if (name.empty()) return makeError(ErrorCode::InvalidArgument, "the output name is empty");
  if (name.size() > 4000) return refuse("is longer than 4000 bytes");
  if (!isValidUtf8(name)) return refuse("is not valid UTF-8");
  if (std::any_of(name.begin(), name.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; })) {
    return refuse("has a control character in it");
  }
  if (name.front() == '/') return refuse("is absolute; it must be relative to the output folder");
  for (size_t start = 0; start <= name.size();) {
    const std::string_view part = name.substr(start, name.find('/', start) - start);
    if (part.empty()) return refuse("has an empty part; write folder/name");
    if (part == "." || part == "..") return refuse("may not have \"" + std::string(part) + "\" as a part");
    if (part.size() > longestFileName) {
      return refuse("has a part of " + std::to_string(part.size()) + " bytes; at most " +
                    std::to_string(longestFileName) + " are possible");
    }
    start += part.size() + 1;
  }
  return {};
}

}  // namespace weft
