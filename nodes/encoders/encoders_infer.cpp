// What is known of conditionings and latents before they are made; part of both of the pack's libraries.
#include <algorithm>
#include <string>

#include "encode_image.h"
#include "encode_text.h"

namespace weft::encoders {

std::string EncodeImage::refusalOf(int64_t width, int64_t height, int64_t factor) {
  if (height % factor == 0 && width % factor == 0) return {};
  const auto nearest = [&](int64_t side) { return std::to_string(std::max(factor, side / factor * factor)); };
  return "the picture is " + std::to_string(width) + " x " + std::to_string(height) +
         " pixels; the autoencoder wants multiples of " + std::to_string(factor) + ", such as " + nearest(width) +
         " x " + nearest(height);
}

void EncodeImage::infer(Infer& question) {
  const auto model = question.inputShape(autoencoder, 2);
  const auto picture = question.inputShape(image, 4);
  const int64_t factor = model[1], height = picture[2], width = picture[3];
  const bool known = factor > 0 && height >= 0 && width >= 0;
  if (known) {
    if (const std::string refusal = refusalOf(width, height, factor); !refusal.empty()) question.fail(image, refusal);
  }
  const auto cells = [&](int64_t side) { return known ? side / factor : -1; };
  question.setType(latent, typeText("latent<$space>", {picture[0], model[0], cells(height), cells(width)}));
}

// States of each token and one pooled state, float32.
void EncodeText::infer(Infer& question) {
  const auto model = question.inputShape(encoder, 2);
  const uint64_t tokens = static_cast<uint64_t>(model[0]), width = static_cast<uint64_t>(model[1]);
  constexpr uint64_t most = uint64_t{1} << 30;
  const bool known = tokens < most && width < most;
  question.setBytes(conditioning, known ? (tokens + 1) * width * sizeof(float) : unknownBytes);
}

}  // namespace weft::encoders
