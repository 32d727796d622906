// Which files a graph may name. Input paths must stay inside a root; output names must be plain relative names.
#pragma once

#include <filesystem>
#include <string_view>

#include "weft/base/result.h"

namespace weft {

inline constexpr size_t longestFileName = 255;  // bytes, as most file systems have it

// The canonical path of the regular file `relative` below `root`. `..` and symbolic links are followed as long as the
// result stays inside. NotFound when there is nothing of that name - the caller may have further roots to try -,
// InvalidArgument for what leaves the root, BadFile for what is no regular file.
Result<std::filesystem::path> resolveBelow(const std::filesystem::path& root, std::string_view relative);

// Whether `path` lies in `root` (or is it), symbolic links resolved. False when either does not exist.
bool isInside(const std::filesystem::path& root, const std::filesystem::path& path);

// Accepts only names of files below a folder, such as "curve.png" or "run/curve.png": not empty, not absolute, no
// "..", ".", or empty part, no control characters, valid UTF-8, no part longer than 255 bytes. InvalidArgument.
Result<void> checkOutputName(std::string_view name);

}  // namespace weft
