#include "dataset_node.h"
#include "evaluate_emoji_node.h"
#include "pack/deferred.h"
#include "train_autoencoder.h"
#include "train_denoiser.h"

using namespace weft::training::node;

WEFT_PLUGIN("weft.training", "0.1.0", weft::Deferred<EmojiDataset>, weft::Deferred<TrainAutoencoder>,
            weft::Deferred<TrainDenoiser>, weft::Deferred<EvaluateEmoji>)
