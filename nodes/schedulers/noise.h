#pragma once

#include <weft/sdk/denoiser.h>
#include <weft/sdk/node.h>

namespace weft::schedulers {

struct Noise : Node<Noise> {
  static constexpr About about{
      "Noise", "Sampling",
      "Draws the noise that sampling starts from: independent normal numbers with mean 0 and variance 1. They are the "
      "ones that torch.randn draws on the CPU from torch.Generator().manual_seed(seed), so that a seed means the same "
      "picture as in diffusers. A stochastic solver with the same seed goes on in the same stream.",
      "random seed latent start empty randn generator"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL, .behaviour = 2};

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
  static constexpr auto dtype =
      param("dtype", "float32",
            choices(choice("float32", "As pipelines draw it"), choice("float64",
                                                                      "Other numbers for the same seed, in torch "
                                                                      "too")),
            advanced, "Type of the numbers, and so of all that sampling computes.");
  static constexpr auto noise =
      output<Latent>("noise", "[batch, channels, height, width], normal with mean 0 and variance 1.");
  static constexpr auto ports = weft::ports(model, seed, width, height, batch, channels, dtype, noise);

  static void infer(Infer& question);
  void process(Call& call);
};

}  // namespace weft::schedulers
