// weft.io.LoadModel
#pragma once

#include "torch_bridge/torch_node.h"

#include <weft/sdk/autoencoder.h>
#include <weft/sdk/denoiser.h>
#include <weft/sdk/text_encoder.h>

namespace weft::io {

struct LoadModel : TorchNode<LoadModel> {
  static constexpr About about{
      "Load model", "Files",
      "Loads a model from its folder: a model.json that describes the parts, and their weights "
      "as safetensors. Weft ships \"emoji\", which draws small pictures from words.",
      "checkpoint safetensors open weights diffusion"};
  static constexpr Traits traits{
      .cost = WEFT_COST_HEAVY, .reentrancy = WEFT_REENTRANCY_PARALLEL, .devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA};

  static constexpr auto model = param("path", "emoji", path, weft::folder,
                                      "The model's folder, or the model.json in it. Looked up beside the graph, in "
                                      "--models, in WEFT_MODELS, and among the models that Weft ships.");
  static constexpr auto denoiser =
      output<Denoiser>("denoiser", "What removes noise from a latent; for Sample, guidance and Predict.");
  static constexpr auto autoencoder =
      output<Autoencoder>("autoencoder", "Between pictures and latents; for EncodeImage and DecodeLatent.");
  static constexpr auto textEncoder =
      output<TextEncoder>("text_encoder", "From words to what the denoiser is steered with; for EncodeText.");
  static constexpr auto ports = weft::ports(model, denoiser, autoencoder, textEncoder);

  static void infer(Infer& question);
  static uint64_t estimate(Infer& question);
  void process(Call& call);
};

}  // namespace weft::io
