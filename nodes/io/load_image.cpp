#include "load_image.h"

#include <algorithm>
#include <string>

#include "image/decode.h"
#include "image/measure.h"
#include "pack/require.h"

namespace weft::io {

void LoadImage::infer(Infer& question) {
  if (!question.knows(file)) return;
  const std::string path(question[file]);
  if (path.empty()) question.fail(file, "no file is named; write the path of a PNG, JPEG or WebP file");
  const auto measured = image::measurePicture(path);
  if (!measured) question.fail(file, measured.error().message);
  if (!*measured) return;
  const image::PictureSize size = **measured;
  if (question.knows(maximumPixels) && question.knows(maximumSide)) {
    const image::PictureLimits limits{question[maximumPixels], question[maximumSide]};
    const auto allowed = image::checkPictureSize(size.width, size.height, limits, path);
    if (!allowed) question.fail(file, allowed.error().message);
  }
  const std::string sides = std::to_string(size.height) + ", " + std::to_string(size.width) + "]";
  question.setType(LoadImage::image, "image[1, 3, " + sides);
  question.setType(mask, "mask[1, 1, " + sides);
}

// The decoded picture stands beside the tensors while it is copied into them, with the rows of the decoder.
uint64_t LoadImage::estimate(Infer& question) {
  if (!question.knows(file)) return unknownBytes;
  const auto measured = image::measurePicture(std::string(question[file]));
  if (!measured || !*measured) return unknownBytes;
  constexpr uint64_t bytesPerPixel = 20;
  return static_cast<uint64_t>((*measured)->width) * static_cast<uint64_t>((*measured)->height) * bytesPerPixel;
}

void LoadImage::process(Call& call) {
  const std::string path(call[file]);
  if (path.empty()) throw Failure("\"path\" is empty; write the path of a PNG, JPEG or WebP file");
  const image::PictureLimits limits{call[maximumPixels], call[maximumSide]};
  const image::Picture picture = require(image::loadPicture(path, limits));
  call.checkCancelled();

  const size_t pixels = static_cast<size_t>(picture.pixels());
  MutableTensor colours = MutableTensor::make<float>({1, 3, picture.height, picture.width});
  std::copy_n(picture.rgb.get(), 3 * pixels, colours.data<float>().data());
  MutableTensor alpha = MutableTensor::make<float>({1, 1, picture.height, picture.width});
  if (picture.alpha) {
    std::copy_n(picture.alpha.get(), pixels, alpha.data<float>().data());
  } else {
    std::ranges::fill(alpha.data<float>(), 1.0F);
  }
  call.set(LoadImage::image, std::move(colours));
  call.set(mask, std::move(alpha));
}

}  // namespace weft::io
