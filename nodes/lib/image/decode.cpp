#include "image/decode.h"

#include <string_view>

#include "weft/base/files.h"
#include "weights/disguise.h"

namespace weft::image {

Result<Picture> loadPicture(const std::filesystem::path& path, const PictureLimits& limits) {
  auto bytes = readFile(path);
  if (!bytes) return bytes.error();
  return decodePicture({reinterpret_cast<const uint8_t*>(bytes->data()), bytes->size()}, path.string(), limits);
}

Result<Picture> decodePicture(std::span<const uint8_t> bytes, const std::string& fileName,
                              const PictureLimits& limits) {
  const std::string_view start(reinterpret_cast<const char*>(bytes.data()), std::min<size_t>(bytes.size(), 64));
  if (start.empty()) return makeError(ErrorCode::BadFile, fileName + ": the file is empty");
  if (start.starts_with("\x89PNG")) return decodePng(bytes, fileName, limits);
  if (start.starts_with("\xff\xd8")) return decodeJpeg(bytes, fileName, limits);
  if (start.starts_with("RIFF") && start.substr(0, 12).ends_with("WEBP")) return decodeWebp(bytes, fileName, limits);
  const std::string format = weights::recognizeFormat(start);
  return makeError(ErrorCode::BadFile, fileName + ": not a PNG, JPEG or WebP picture" +
                                           (format.empty() ? std::string() : ": this is " + format));
}

}  // namespace weft::image
