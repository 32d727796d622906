#include "dataset_node.h"
#include "evaluate_emoji_node.h"
#include "train_autoencoder.h"
#include "train_denoiser.h"

#include <weft/sdk/plugin.h>

using namespace weft::training::node;

WEFT_PLUGIN("weft.training", "0.1.0", EmojiDataset, TrainAutoencoder, TrainDenoiser, EvaluateEmoji)
