#include "image/decode.h"

#include <string_view>

#include "image/measure.h"
#include "weft/base/files.h"

namespace weft::image {

Result<Picture> loadPicture(const std::filesystem::path& path, const PictureLimits& limits) {
  auto bytes = readFile(path);
  if (!bytes) return bytes.error();
  return decodePicture({reinterpret_cast<const uint8_t*>(bytes->data()), bytes->size()}, path.string(), limits);
}

Result<Picture> decodePicture(std::span<const uint8_t> bytes, const std::string& fileName,
                              const PictureLimits& limits) {
  const std::string_view start(reinterpret_cast<const char*>(bytes.data()), std::min<size_t>(bytes.size(), 64));
  const auto format = formatOf(start, fileName);
  if (!format) return format.error();
  switch (*format) {
    case Format::Png:
      return decodePng(bytes, fileName, limits);
    case Format::Jpeg:
      return decodeJpeg(bytes, fileName, limits);
    default:
      return decodeWebp(bytes, fileName, limits);
  }
}

}  // namespace weft::image
