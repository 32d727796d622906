// What the first bytes of a picture file tell, without decoding it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "weft/base/result.h"

namespace weft::image {

enum class Format { Png, Jpeg, Webp };

// From at least the first 12 bytes, or all there are. BadFile says what the file is instead, when that is known.
Result<Format> formatOf(std::string_view firstBytes, const std::string& fileName);

struct PictureSize {
  int64_t width = 0;
  int64_t height = 0;
};

// The size that the header claims; nothing where it takes more than a glance (JPEG, whose tags may turn it) or where
// the header is damaged, which decoding reports better. Errors are those of a file that is missing or no picture.
Result<std::optional<PictureSize>> measurePicture(const std::filesystem::path& path);

}  // namespace weft::image
