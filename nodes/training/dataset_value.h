// The emoji data set as a value that flows between nodes.
#pragma once

#include <weft/sdk/value.h>

#include "training/emoji_dataset.h"

namespace weft::training {

// A record: names (list of strings), pictures (uint8 [N, 3, 64, 64]), trained and held_out (int64, indices).
Value toValue(EmojiDataset dataset);
// Failure for records of another make.
EmojiDataset datasetOf(const Value& value);

}  // namespace weft::training
