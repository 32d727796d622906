// weft.training.TrainDenoiser
#pragma once

#include "dataset_type.h"
#include "resume_doc.h"
#include "torch_bridge/torch_node.h"

namespace weft::training::node {

struct TrainDenoiser : TorchNode<TrainDenoiser> {
  static constexpr About about{
      "Train denoiser", "Training",
      "Trains a word encoder and a diffusion transformer (Peebles and Xie, Scalable Diffusion Models with "
      "Transformers, "
      "2023) together, as a rectified flow on the standardised latents of an autoencoder: at x_t = (1 - t) x + t z it "
      "learns z - x (Liu et al., Flow Straight and Fast, 2022). Times are logit-normal (Esser et al., 2024), a share "
      "of "
      "texts is dropped for classifier-free guidance, AdamW with a moving average of the weights, which is what is "
      "written: a whole model, with the autoencoder in it. Stopped, it leaves a checkpoint, from which the same "
      "command "
      "goes on bit for bit.",
      "dit diffusion flow train learn"};
  static constexpr Traits traits{.cost = WEFT_COST_HEAVY, .flags = WEFT_NODE_SIDE_EFFECTS | WEFT_NODE_OUTPUT};

  static constexpr auto dataset = input<Dataset>("dataset", "Pictures and names, as EmojiDataset makes them.");
  static constexpr auto autoencoder =
      param("autoencoder", "emoji", path, weft::folder, "The model's folder that TrainAutoencoder wrote.");
  static constexpr auto name = param("name", "emoji", outputName,
                                     "Of the model's folder below the output folder, and of checkpoints and pictures.");
  static constexpr auto steps = param("steps", 5300, range(1, 100000000), slider(100, 100000, WEFT_CURVE_LOGARITHMIC),
                                      "How many steps there are.");
  static constexpr auto batch =
      param("batch", 128, range(1, 65536), slider(8, 512), unit("pictures"), "Pictures a step.");
  static constexpr auto rate = param("rate", 1.5e-3, range(0, 1), slider(1e-5, 1e-2, WEFT_CURVE_LOGARITHMIC),
                                     "Learning rate of AdamW, reached after the warm-up.");
  static constexpr auto decay = param("decay", 1200, range(0, 100000000), unit("steps"),
                                      "The last steps, over which the learning rate falls to 0.");
  static constexpr auto dropped = param("dropped", 0.1, range(0, 1), "Share of pictures trained without their text.");
  static constexpr auto timeMean =
      param("time_mean", 0.4, range(-10, 10),
            "Mean of the normal numbers whose sigmoid the times are: above 0 for more noise.");
  static constexpr auto width =
      param("width", 256, range(64, 8192), group("Size"), "Of the transformer: a multiple of 64.");
  static constexpr auto blocks = param("blocks", 6, range(1, 128), group("Size"), "Blocks of the transformer.");
  static constexpr auto hidden =
      param("hidden", 960, range(1, 65536), group("Size"), "Width of its feed-forward parts.");
  static constexpr auto patch =
      param("patch", 2, range(1, 8), group("Size"), "Cells of the latent in a token, along one side.");
  static constexpr auto textHidden =
      param("text_hidden", 384, range(1, 65536), group("Size"), "Width of the word encoder's feed-forward parts.");
  static constexpr auto guidance = param("guidance", 3.0, range(0, 100), notInKey,
                                         "Of the samples in the making, which do not change the training.");
  static constexpr auto seed =
      param("seed", 1, weft::seed, "Of the first weights, the order of pictures and all noise.");
  static constexpr auto resume = param("resume", "auto", resumeDoc);
  static constexpr auto checkpoint = param("checkpoint", 500, range(0, 100000000), unit("steps"), notInKey,
                                           "Steps between checkpoints; 0: only when it ends or is stopped.");
  static constexpr auto look = param("look", 1000, range(0, 100000000), unit("steps"), notInKey,
                                     "Steps between new pictures of loss and samples; 0: only at the end.");
  static constexpr auto folder = output<String>("folder", "Where the model was written.");
  static constexpr auto ports =
      weft::ports(dataset, autoencoder, name, steps, batch, rate, decay, dropped, timeMean, width, blocks, hidden,
                  patch, textHidden, guidance, seed, resume, checkpoint, look, folder);

  void process(Call& call);
};

}  // namespace weft::training::node
