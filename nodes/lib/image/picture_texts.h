// The texts that travel in PNG files (encode.h writes them), out of files that nobody vouches for.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "weft/base/result.h"

namespace weft::image {

// A tEXt, zTXt or iTXt chunk whose checksum is right; nothing is unpacked yet.
struct PackedText {
  std::string keyword;
  std::string_view type;          // "tEXt", "zTXt" or "iTXt"
  std::span<const uint8_t> body;  // what follows the keyword and its NUL; of the file's bytes
};

// Those of a PNG file, in its order, before and after the pixels; what follows the file's end is not looked at. An
// error (BadFile) where the bytes are no PNG file, or a chunk is not whole. A text with a wrong checksum, or without a
// keyword, is one too.
Result<std::vector<PackedText>> textsOf(std::span<const uint8_t> bytes, const std::string& fileName);

// As UTF-8, and no more than `limit` bytes of it: more is an error, and no more than that is unpacked to find out.
Result<std::string> unpackText(const PackedText& text, const std::string& fileName, size_t limit);

}  // namespace weft::image
