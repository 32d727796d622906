// Pictures from untrusted files: PNG, JPEG and WebP, told apart by their first bytes.
//
// A file that is damaged anywhere that matters to the pixels is an error (BadFile, naming file and damage), never half
// a picture. What does not matter to the pixels (texts, colour profiles, times) is not looked at. Colour values are
// taken as they stand: no profile or gamma is applied. JPEG is turned upright by its EXIF tag.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "image/picture.h"

namespace weft::image {

Result<Picture> loadPicture(const std::filesystem::path& path, const PictureLimits& limits = {});
Result<Picture> decodePicture(std::span<const uint8_t> bytes, const std::string& fileName,
                              const PictureLimits& limits = {});

// The single formats; decodePicture() chooses among them.
Result<Picture> decodePng(std::span<const uint8_t> bytes, const std::string& fileName, const PictureLimits& limits);
Result<Picture> decodeJpeg(std::span<const uint8_t> bytes, const std::string& fileName, const PictureLimits& limits);
Result<Picture> decodeWebp(std::span<const uint8_t> bytes, const std::string& fileName, const PictureLimits& limits);

}  // namespace weft::image
