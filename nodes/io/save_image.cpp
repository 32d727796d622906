#include "save_image.h"

#include <string>
#include <vector>

#include "image/encode.h"
#include "output.h"
#include "pack/require.h"

namespace weft::io {
namespace {

std::string shapeText(const Tensor& tensor) {
  std::string text = "[";
  for (const int64_t side : tensor.shape()) text += (text.size() > 1 ? ", " : "") + std::to_string(side);
  return text + "]";
}

void checkShape(const Tensor& pictures) {
  if (pictures.rank() != 4 || pictures.size(1) != 3) {
    throw Failure("the image has shape " + shapeText(pictures) + "; expected [N, 3, height, width]",
                  WEFT_ERROR_TYPE_MISMATCH);
  }
  if (pictures.elements() == 0) {
    throw Failure("the image has shape " + shapeText(pictures) + ": there is nothing to save");
  }
}

}  // namespace

void SaveImage::process(Call& call) {
  const Tensor pictures = call[image];
  checkShape(pictures);
  const int64_t count = pictures.size(0);
  const int64_t height = pictures.size(2);
  const int64_t width = pictures.size(3);
  const size_t stride = static_cast<size_t>(3 * height * width);

  std::vector<float> copied;
  if (!pictures.compact()) copied = pictures.copy<float>();
  const float* planes = copied.empty() ? pictures.data<float>().data() : copied.data();
  const image::PictureTexts texts = graphText(call, call[metadata]);
  for (int64_t i = 0; i < count; ++i) {
    auto png = image::encodePng(planes + static_cast<size_t>(i) * stride, 3, width, height, texts);
    if (!png) {
      const std::string which = count > 1 ? "picture " + std::to_string(i + 1) + ": " : "";
      throw Failure(which + png.error().message, -static_cast<weft_status>(png.error().code));
    }
    writeOutput(call, call[name], ".png", *png);
    if (count > 1) call.progress(static_cast<uint64_t>(i + 1), static_cast<uint64_t>(count));
  }
}

}  // namespace weft::io
