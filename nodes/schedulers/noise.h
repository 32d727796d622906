#pragma once

#include "torch_bridge/torch_node.h"

#include <weft/sdk/denoiser.h>

namespace weft::schedulers {

struct Noise : TorchNode<Noise> {
  static constexpr About about{
      "Noise", "Sampling",
      "Draws the noise that sampling starts from: independent normal numbers with mean 0 and variance 1. They are the "
      "ones that LibTorch's CPU generator (Mersenne Twister) draws for the seed, on any device, so that a seed means "
      "the "
      "same picture as in diffusers.",
      "random seed latent start empty"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL, .devices = WEFT_DEVICES_CPU};

  static constexpr auto model = input<Denoiser>(
      "model", "The denoiser that the noise is for: says the channels, and the size where none is given.", optional);
  static constexpr auto seed = param("seed", 0, weft::seed,
                                     "Which noise. The generator looks at the lower 32 bits, so seeds that differ by a "
                                     "multiple of 2^32 are the same.");
  static constexpr auto width = param(
      "width", 0, range(0, 65536), slider(0, 256), unit("cells"),
      "Width of the latent. A cell is as many pixels as the autoencoder's factor says (8 for the emoji model). 0: "
      "the size that the model was trained on.");
  static constexpr auto height =
      param("height", 0, range(0, 65536), slider(0, 256), unit("cells"), "Height of the latent, as width.");
  static constexpr auto batch =
      param("batch", 1, range(1, 4096), slider(1, 16),
            "How many latents, drawn one after the other from one generator: the first is that of a batch of 1.");
  static constexpr auto channels = param("channels", 0, range(0, 65536), advanced,
                                         "Channels of the latent. 0: the model's; needed where no model is linked.");
  static constexpr auto noise =
      output<Latent>("noise", "[batch, channels, height, width], float32, normal with mean 0 and variance 1.");
  static constexpr auto ports = weft::ports(model, seed, width, height, batch, channels, noise);

  static void infer(Infer& question);
  void process(Call& call);

 private:
  // Empty where the channels asked for are the model's, or one of both is not known.
  static std::string refusalOf(int64_t channels, int64_t ofModel);
};

}  // namespace weft::schedulers
