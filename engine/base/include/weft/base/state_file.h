// Small files that several processes read and write, such as what was found out about plugins.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string_view>

#include "weft/base/files.h"

namespace weft {

// Writes the file anew, in place of what stood there: readers see the old one or the new one. Folders that are missing
// are created.
Result<void> writeStateFile(const std::filesystem::path& path, std::string_view text);

// Locks the file, which is created when missing, against others who do the same; the lock ends with the handle or its
// process. nullopt: it cannot be had, or not within `patience`, since whoever holds it may have been stopped.
std::optional<FileHandle> lockFile(const std::filesystem::path& path, std::chrono::milliseconds patience);

}  // namespace weft
