// Pictures to PNG files in memory; an AtomicFile takes them to the disk.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "image/raster.h"
#include "weft/base/result.h"

namespace weft::image {

// Texts that travel in the picture, in iTXt chunks before its pixels: keyword, of 1 to 79 Latin letters, to UTF-8 text.
// From 1,024 bytes on a text is deflated.
using PictureTexts = std::map<std::string, std::string>;

// From planes of 0..1: one (grey), three (RGB) or four (RGB and alpha). Values are clamped, scaled to 0..255 and
// rounded to the nearest, halves up. NaN is an error that says where. The bytes depend on nothing but the arguments.
Result<std::string> encodePng(const float* planes, int64_t channels, int64_t width, int64_t height,
                              const PictureTexts& texts = {});

Result<std::string> encodePng(const Raster& raster, const PictureTexts& texts = {});

}  // namespace weft::image
