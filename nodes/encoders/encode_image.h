#pragma once

#include "torch_bridge/torch_node.h"

#include <weft/sdk/autoencoder.h>

namespace weft::encoders {

struct EncodeImage : TorchNode<EncodeImage> {
  static constexpr About about{
      "Encode image", "Latent",
      "Compresses a picture into the latent that denoisers work on (Rombach et al., High-Resolution Image Synthesis "
      "with "
      "Latent Diffusion Models, 2022). The latent is the mean of what the encoder answers, standardised.",
      "vae autoencoder encode latent"};
  static constexpr Traits traits{
      .cost = WEFT_COST_HEAVY, .reentrancy = WEFT_REENTRANCY_INSTANCE, .devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA};

  static constexpr auto autoencoder = input<Autoencoder>("autoencoder", "The model's autoencoder.");
  static constexpr auto image = input<Image>(
      "image", "[N, 3, H, W], 0..1. Height and width must be multiples of the autoencoder's factor (8 for emoji).");
  static constexpr auto latent = output<Latent>(
      "latent", "[N, C, H / factor, W / factor], float32, mean 0 and variance 1 over the training data.");
  static constexpr auto ports = weft::ports(autoencoder, image, latent);

  static void infer(Infer& question);
  void process(Call& call);

 private:
  // Empty where the autoencoder can take such a picture.
  static std::string refusalOf(int64_t width, int64_t height, int64_t factor);
};

}  // namespace weft::encoders
