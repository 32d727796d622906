// weft.training.TrainAutoencoder
#pragma once

#include "dataset_type.h"
#include "resume_doc.h"
#include "torch_bridge/torch_node.h"

namespace weft::training::node {

struct TrainAutoencoder : TorchNode<TrainAutoencoder> {
  static constexpr About about{
      "Train autoencoder", "Training",
      "Trains the autoencoder of a latent diffusion model: pictures of 64 x 64 pixels become latents of 8 x 8 cells "
      "and "
      "back (Rombach et al., High-Resolution Image Synthesis with Latent Diffusion Models, 2022; Kingma and Welling, "
      "Auto-Encoding Variational Bayes, 2013). The loss is |difference| of the pixels and of their 4 x 4 means, ten "
      "times the squared difference, and a weak divergence from the normal distribution. AdamW with a moving average "
      "of "
      "the weights, which is what is written. Stopped, it leaves a checkpoint, from which the same command goes on bit "
      "for bit.",
      "vae train learn compress"};
  static constexpr Traits traits{.cost = WEFT_COST_HEAVY, .flags = WEFT_NODE_SIDE_EFFECTS | WEFT_NODE_OUTPUT};

  static constexpr auto dataset = input<Dataset>("dataset", "Pictures and names, as EmojiDataset makes them.");
  static constexpr auto name = param("name", "emoji-autoencoder", outputName,
                                     "Of the model's folder below the output folder, and of checkpoints and pictures.");
  static constexpr auto steps = param("steps", 4000, range(1, 100000000), slider(100, 100000, WEFT_CURVE_LOGARITHMIC),
                                      "How many steps there are.");
  static constexpr auto batch =
      param("batch", 64, range(1, 65536), slider(8, 512), unit("pictures"), "Pictures a step.");
  static constexpr auto rate = param("rate", 1.5e-3, range(0, 1), slider(1e-5, 1e-2, WEFT_CURVE_LOGARITHMIC),
                                     "Learning rate of AdamW, reached after the warm-up.");
  static constexpr auto decay = param("decay", 1000, range(0, 100000000), unit("steps"),
                                      "The last steps, over which the learning rate falls to 0.");
  static constexpr auto divergence =
      param("divergence", 1e-3, range(0, 1), slider(1e-5, 1e-1, WEFT_CURVE_LOGARITHMIC),
            "Weight of the divergence, which keeps latents near the normal distribution.");
  static constexpr auto channels = param("channels", 16, range(1, 256), "Channels of the latent.");
  static constexpr auto seed =
      param("seed", 1, weft::seed, "Of the first weights, the order of pictures and all noise.");
  static constexpr auto resume = param("resume", "auto", resumeDoc);
  static constexpr auto checkpoint = param("checkpoint", 500, range(0, 100000000), unit("steps"), notInKey,
                                           "Steps between checkpoints; 0: only when it ends or is stopped.");
  static constexpr auto look = param("look", 500, range(0, 100000000), unit("steps"), notInKey,
                                     "Steps between new pictures of loss and reconstructions; 0: only at the end.");
  static constexpr auto folder = output<String>("folder", "Where the model was written.");
  static constexpr auto psnr = output<Number>("psnr", "Peak signal-to-noise ratio over all pictures, in dB.");
  static constexpr auto ports = weft::ports(dataset, name, steps, batch, rate, decay, divergence, channels, seed,
                                            resume, checkpoint, look, folder, psnr);

  void process(Call& call);
};

}  // namespace weft::training::node
