#pragma once

#include "torch_bridge/torch_node.h"

#include <weft/sdk/autoencoder.h>

namespace weft::decoders {

struct DecodeLatent : TorchNode<DecodeLatent> {
  static constexpr About about{
      "Decode latent", "Latent",
      "Turns a latent into the picture that it stands for: all at once, or in overlapping tiles that are blended into "
      "each other, which bounds the memory that a large picture takes.",
      "vae autoencoder decode image tiles"};
  static constexpr Traits traits{
      .cost = WEFT_COST_HEAVY, .reentrancy = WEFT_REENTRANCY_INSTANCE, .devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA};

  static constexpr auto autoencoder = input<Autoencoder>("autoencoder", "The model's autoencoder.");
  static constexpr auto latent = input<Latent>("latent", "[N, C, H, W], standardised, as denoisers make it.");
  static constexpr auto tile = param("tile", 0, range(0, 65536), slider(0, 128), unit("cells"),
                                     "Side of a tile, overlap included. 0: the whole latent at once.");
  static constexpr auto overlap =
      param("overlap", 0, range(0, 4096), slider(0, 32), unit("cells"),
            "How far a tile reaches into its neighbour. 0: as far as the autoencoder needs for no visible seam.");
  static constexpr auto image = output<Image>("image", "[N, 3, H * factor, W * factor], 0..1, float32.");
  static constexpr auto ports = weft::ports(autoencoder, latent, tile, overlap, image);

  static void infer(Infer& question);
  void process(Call& call);
};

}  // namespace weft::decoders
