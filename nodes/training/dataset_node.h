// weft.training.EmojiDataset
#pragma once

#include "dataset_type.h"
#include "torch_bridge/torch_node.h"

namespace weft::training::node {

struct EmojiDataset : TorchNode<EmojiDataset> {
  static constexpr About about{
      "Emoji data set", "Training",
      "Every fully-qualified emoji of Unicode's emoji-test.txt as a picture of 64 x 64 pixels on white, with its name: "
      "shaped with HarfBuzz, since most emoji are sequences of several characters, and drawn with FreeType from Noto "
      "Color Emoji. 150 combinations of person and skin tone are held out from training, of which both halves occur "
      "elsewhere: names with a tone in the order of their FNV-1a hash, one for each person. Drawn once, then read from "
      "Weft's cache.",
      "data pictures noto unicode font"};
  static constexpr Traits traits{.cost = WEFT_COST_HEAVY, .reentrancy = WEFT_REENTRANCY_TYPE};

  static constexpr auto names =
      param("names", "", path, "emoji-test.txt; empty: that of Debian's package unicode-data.");
  static constexpr auto font =
      param("font", "", path, "A colour font with bitmaps; empty: that of the package fonts-noto-color-emoji.");
  static constexpr auto cached = param("cached", true, advanced, "Keep the drawn pictures in Weft's cache folder.");
  static constexpr auto dataset = output<Dataset>(
      "dataset",
      "A record: names (list), pictures (uint8 [N, 3, 64, 64]), trained and held_out (int64, indices of the others).");
  static constexpr auto ports = weft::ports(names, font, cached, dataset);

  void process(Call& call);
};

}  // namespace weft::training::node
