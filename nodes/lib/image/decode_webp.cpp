#include <webp/decode.h>

#include "image/decode.h"

namespace weft::image {

Result<Picture> decodeWebp(std::span<const uint8_t> bytes, const std::string& fileName, const PictureLimits& limits) {
  const auto refuse = [&](const std::string& why) { return makeError(ErrorCode::BadFile, fileName + ": " + why); };
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK) {
    return refuse("damaged WebP: the header cannot be read");
  }
  if (auto size = checkPictureSize(features.width, features.height, limits, fileName); !size) return size.error();
  if (features.has_animation) return refuse("an animated WebP; give a still picture");

  const int64_t channels = features.has_alpha ? 4 : 3;
  const int64_t pixels = int64_t{features.width} * features.height;
  const size_t bufferBytes = static_cast<size_t>(pixels * channels);
  const int rowBytes = static_cast<int>(features.width * channels);
  const auto buffer = std::make_unique_for_overwrite<uint8_t[]>(bufferBytes);
  const auto decodeInto = features.has_alpha ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
  if (!decodeInto(bytes.data(), bytes.size(), buffer.get(), bufferBytes, rowBytes)) {
    return refuse("damaged WebP: the picture data is broken or cut short");
  }
  Picture picture = makePicture(features.width, features.height, features.has_alpha);
  for (int64_t i = 0; i < pixels; ++i) {
    for (int64_t channel = 0; channel < 3; ++channel) {
      picture.rgb[static_cast<size_t>(channel * pixels + i)] =
          static_cast<float>(buffer[static_cast<size_t>(i * channels + channel)]) / 255.0f;
    }
    if (picture.alpha) {
      picture.alpha[static_cast<size_t>(i)] = static_cast<float>(buffer[static_cast<size_t>(i * 4 + 3)]) / 255.0f;
    }
  }
  return picture;
}

}  // namespace weft::image
