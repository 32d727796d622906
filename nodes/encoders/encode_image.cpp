#include "encode_image.h"

#include <ATen/ATen.h>

#include <string>

#include "torch_bridge/tensors.h"

namespace weft::encoders {

void EncodeImage::process(Call& call) {
  const AutoencoderRef model = call[autoencoder];
  const auto info = model.info();
  const auto picture = torch_bridge::toTorch(call[image], 4, "the picture");
  const int64_t h = picture.size(2), w = picture.size(3), f = info.factor;
  if (h % f != 0 || w % f != 0)
    throw Failure("the picture is " + std::to_string(w) + " x " + std::to_string(h) +
                  " pixels; the autoencoder wants multiples of " + std::to_string(f) + ", such as " +
                  std::to_string(std::max(f, w / f * f)) + " x " + std::to_string(std::max(f, h / f * f)));
  const Value onDevice = torch_bridge::toValue(picture.to(torch_bridge::deviceOf(call.device()), at::kFloat));
  const Value out = model.encode(onDevice);
  call.set(latent, torch_bridge::toValue(torch_bridge::toTorch(out).to(at::kCPU)));
}

}  // namespace weft::encoders
