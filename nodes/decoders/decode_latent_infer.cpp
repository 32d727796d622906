// How large the picture becomes; part of both of the pack's libraries.
#include "decode_latent.h"

namespace weft::decoders {

void DecodeLatent::infer(Infer& question) {
  const int64_t factor = question.inputShape(autoencoder, 2)[1];
  const auto cells = question.inputShape(latent, 4);
  const auto pixels = [&](int64_t side) {
    int64_t product = -1;
    return side < 0 || factor < 0 || __builtin_mul_overflow(side, factor, &product) ? -1 : product;
  };
  question.setType(image, typeText("image", {cells[0], 3, pixels(cells[2]), pixels(cells[3])}));
}

}  // namespace weft::decoders
