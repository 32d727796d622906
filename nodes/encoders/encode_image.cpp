#include "encode_image.h"

#include <ATen/ATen.h>

#include <string>

#include "torch_bridge/tensors.h"

namespace weft::encoders {

void EncodeImage::process(Call& call) {
  const AutoencoderRef model = call[autoencoder];
  const auto info = model.info();
  const auto picture = torch_bridge::toTorch(call[image], 4, "the picture");
  const std::string refusal = refusalOf(picture.size(3), picture.size(2), info.factor);
  if (!refusal.empty()) throw Failure(refusal);
  const Value onDevice = torch_bridge::toValue(picture.to(torch_bridge::deviceOf(call.device()), at::kFloat));
  const Value out = model.encode(onDevice);
  call.set(latent, torch_bridge::toValue(torch_bridge::toTorch(out).to(at::kCPU)));
}

}  // namespace weft::encoders
