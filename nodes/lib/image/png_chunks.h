// The frame of a PNG file, checked before its contents reach a decoder. Private to the decoder.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "image/picture.h"

namespace weft::image {

struct PngChunks {
  int64_t width = 0;
  int64_t height = 0;
  std::vector<uint8_t> stream;  // a PNG file of the chunks that make the pixels, and no others
};

// Walks the chunks: lengths within the file, order, the header's values, size limits, and enough compressed data for
// the pixels. Only what the pixels need is kept, so that hostile texts and profiles are never unpacked.
Result<PngChunks> readPngChunks(std::span<const uint8_t> bytes, const std::string& fileName,
                                const PictureLimits& limits);

}  // namespace weft::image
