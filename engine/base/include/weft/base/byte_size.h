// Amounts of memory as people write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <weft/base/result.h>

namespace weft {

// "512 MiB", "1.2 GiB", "17 bytes": at most one digit after the point, and none where it is 0 or the number has three
// digits before it.
std::string formatBytes(uint64_t bytes);

// "512M", "8G", "1.5G", "64K", "2T" (powers of 1024; small letters, "MB" and "MiB" mean the same) or plain bytes,
// "1048576". More than 0 and less than 2^60. The error says what would be right.
Result<uint64_t> parseBytes(std::string_view text);

}  // namespace weft
