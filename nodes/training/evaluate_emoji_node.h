// weft.training.EvaluateEmoji
#pragma once

#include <weft/sdk/autoencoder.h>
#include <weft/sdk/denoiser.h>
#include <weft/sdk/solver.h>
#include <weft/sdk/text_encoder.h>

#include "dataset_type.h"
#include "torch_bridge/torch_node.h"

namespace weft::training::node {

struct EvaluateEmoji : TorchNode<EvaluateEmoji> {
  static constexpr About about{"Evaluate emoji", "Training",
                               "Measures a model that draws emoji. For names it was trained on, and for all that were "
                               "held out, it draws a picture "
                               "and looks for the nearest of all emoji, by the squared difference of pixels: does it "
                               "bear the name that was asked "
                               "for? And it measures how well the autoencoder brings all pictures back.",
                               "benchmark metric psnr retrieval"};
  static constexpr Traits traits{.cost = WEFT_COST_HEAVY, .devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA};

  static constexpr auto dataset = input<Dataset>("dataset", "Pictures and names, as EmojiDataset makes them.");
  static constexpr auto textEncoder = input<TextEncoder>("text_encoder", "The model's text encoder.");
  static constexpr auto denoiser = input<Denoiser>("denoiser", "The model's denoiser, guided as it is to be used.");
  static constexpr auto autoencoder = input<Autoencoder>("autoencoder", "The model's autoencoder.");
  static constexpr auto sigmas = input<Sigmas>("sigmas", "The times that sampling passes through.");
  static constexpr auto solver = input<Solver>("solver", "How to step; not linked: Euler.", optional);
  static constexpr auto names = param("names", 300, range(0, 100000), "How many of the names trained on.");
  static constexpr auto heldOut = param("held_out", 150, range(0, 100000), "How many of those held out.");
  static constexpr auto pictures = param("pictures", 0, range(0, 100000),
                                         "On how many pictures, evenly spread, the autoencoder is measured. 0: all.");
  static constexpr auto seed = param("seed", 1, weft::seed, "Of the choice of names, and of the noise.");
  static constexpr auto table =
      output<String>("table", "A line for each picture, separated by commas: asked, nearest, group, exact, same name.");
  static constexpr auto summary = output<String>("summary", "The shares and the PSNR in a few lines.");
  static constexpr auto trained = output<Number>("trained", "Share of trained names that are right, skin tone aside.");
  static constexpr auto exact = output<Number>("exact", "Share of held-out names that are exactly right.");
  static constexpr auto psnr =
      output<Number>("psnr", "Peak signal-to-noise ratio of the autoencoder in dB, mean over its pictures.");
  static constexpr auto ports = weft::ports(dataset, textEncoder, denoiser, autoencoder, sigmas, solver, names, heldOut,
                                            pictures, seed, table, summary, trained, exact, psnr);

  void process(Call& call);
};

}  // namespace weft::training::node
