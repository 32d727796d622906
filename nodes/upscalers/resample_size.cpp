#include "resample_size.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace weft::upscalers {
namespace {

constexpr int64_t maximumSide = int64_t{1} << 20;

int64_t rounded(double side) { return std::max<int64_t>(1, std::llround(std::min(side, 1e15))); }

// As the node's parameters say.
struct Wanted {
  int64_t width, height;
  double scale;
};

image::PlaneSize sizeFor(image::PlaneSize from, const Wanted& wanted) {
  const auto width = static_cast<double>(from.width);
  const auto height = static_cast<double>(from.height);
  if (wanted.width == 0 && wanted.height == 0) return {rounded(width * wanted.scale), rounded(height * wanted.scale)};
  if (wanted.height == 0) return {wanted.width, rounded(height * static_cast<double>(wanted.width) / width)};
  if (wanted.width == 0) return {rounded(width * static_cast<double>(wanted.height) / height), wanted.height};
  return {wanted.width, wanted.height};
}

// Empty when the size may be made.
std::string refusalOf(image::PlaneSize from, image::PlaneSize to, int64_t maximumPixels) {
  const std::string made = std::to_string(from.width) + " x " + std::to_string(from.height) + " would become " +
                           std::to_string(to.width) + " x " + std::to_string(to.height) + " px; ";
  if (to.width > maximumSide || to.height > maximumSide) {
    return made + "a side may have at most " + std::to_string(maximumSide);
  }
  if (to.width * to.height > maximumPixels) {
    return made + "at most " + std::to_string(maximumPixels) + " pixels are allowed (raise \"max_pixels\" for more)";
  }
  return {};
}

}  // namespace

void Resample::infer(Infer& question) {
  const auto shape = question.inputShape(image);
  const bool known =
      question.knows(width) && question.knows(height) && question.knows(scale) && question.knows(maximumPixels);
  if (!shape || shape->size() != 4 || !known) return;
  const Wanted wanted{question[width], question[height], question[scale]};
  image::PlaneSize to{wanted.width, wanted.height};
  const image::PlaneSize from{(*shape)[3], (*shape)[2]};
  if (from.width > 0 && from.height > 0) {
    to = sizeFor(from, wanted);
    if (const std::string refusal = refusalOf(from, to, question[maximumPixels]); !refusal.empty()) {
      if (wanted.width == 0 && wanted.height == 0) question.fail(scale, refusal);
      question.fail(wanted.width > 0 ? width : height, refusal);
    }
  }
  question.setType(resized,
                   typeText("image", {(*shape)[0], 3, to.height > 0 ? to.height : -1, to.width > 0 ? to.width : -1}));
}

// The picture in its new width and old height, and a copy of what is not compact.
uint64_t Resample::estimate(Infer& question) {
  const auto shape = question.inputShape(image, 4);
  const image::PlaneSize from{shape[3], shape[2]};
  const bool known = question.knows(width) && question.knows(height) && question.knows(scale);
  if (!known || shape[0] < 0 || from.width <= 0 || from.height <= 0) return unknownBytes;
  const image::PlaneSize to = sizeFor(from, {question[width], question[height], question[scale]});
  const double elements = 3.0 * static_cast<double>(shape[0]) * static_cast<double>(from.height) *
                          static_cast<double>(from.width + to.width);
  constexpr double most = 1e18;
  return elements < most ? static_cast<uint64_t>(elements) * sizeof(float) : unknownBytes;
}

Scaling scalingOf(Call& call, const Tensor& pictures) {
  if (pictures.rank() != 4 || pictures.size(1) != 3) {
    throw Failure("expected an image of shape [N, 3, height, width]", WEFT_ERROR_TYPE_MISMATCH);
  }
  if (pictures.elements() == 0) throw Failure("the image is empty: there is nothing to scale");
  Scaling scaling;
  scaling.from = {pictures.size(3), pictures.size(2)};
  scaling.to = sizeFor(scaling.from, {call[Resample::width], call[Resample::height], call[Resample::scale]});
  const std::string refusal = refusalOf(scaling.from, scaling.to, call[Resample::maximumPixels]);
  if (!refusal.empty()) throw Failure(refusal);
  const auto filter = image::filterNamed(call[Resample::method]);
  if (!filter) {
    throw Failure("there is no method \"" + std::string(call[Resample::method]) + "\"", WEFT_ERROR_INTERNAL);
  }
  scaling.filter = *filter;
  scaling.planes = pictures.size(0) * pictures.size(1);
  return scaling;
}

}  // namespace weft::upscalers
