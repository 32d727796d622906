#include "image/measure.h"

#include <webp/decode.h>

#include <algorithm>

#include "weft/base/files.h"
#include "weights/disguise.h"

namespace weft::image {
namespace {

constexpr size_t glanceBytes = 64;

int64_t bigEndian(std::string_view bytes) {
  int64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<uint8_t>(byte);
  return number;
}

std::optional<PictureSize> sizeOf(Format format, std::string_view start) {
  PictureSize size;
  if (format == Format::Png) {
    if (start.size() < 24 || start.substr(12, 4) != "IHDR") return std::nullopt;
    size = {bigEndian(start.substr(16, 4)), bigEndian(start.substr(20, 4))};
  } else if (format == Format::Webp) {
    int width = 0;
    int height = 0;
    if (!WebPGetInfo(reinterpret_cast<const uint8_t*>(start.data()), start.size(), &width, &height))
      return std::nullopt;
    size = {width, height};
  }
  if (size.width < 1 || size.height < 1) return std::nullopt;
  return size;
}

}  // namespace

Result<Format> formatOf(std::string_view firstBytes, const std::string& fileName) {
  if (firstBytes.empty()) return makeError(ErrorCode::BadFile, fileName + ": the file is empty");
  if (firstBytes.starts_with("\x89PNG")) return Format::Png;
  if (firstBytes.starts_with("\xff\xd8")) return Format::Jpeg;
  if (firstBytes.starts_with("RIFF") && firstBytes.substr(0, 12).ends_with("WEBP")) return Format::Webp;
  const std::string format = weights::recognizeFormat(firstBytes);
  return makeError(ErrorCode::BadFile, fileName + ": not a PNG, JPEG or WebP picture" +
                                           (format.empty() ? std::string() : ": this is " + format));
}

Result<std::optional<PictureSize>> measurePicture(const std::filesystem::path& path) {
  auto opened = openRegularFile(path);
  if (!opened) return opened.error();
  std::string start(static_cast<size_t>(std::min<uint64_t>(opened->size, glanceBytes)), '\0');
  if (auto read = readAt(opened->handle.get(), 0, start.data(), start.size(), path.string()); !read)
    return read.error();
  const auto format = formatOf(start, path.string());
  if (!format) return format.error();
  return sizeOf(*format, start);
}

}  // namespace weft::image
