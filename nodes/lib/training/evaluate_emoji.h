// How well a model draws what it was trained on, and what it never saw.
#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <string>
#include <vector>

#include "training/emoji_dataset.h"

namespace weft::training {

// What the evaluation asks for: `trained` names drawn from the training names by the seed, then all held out.
std::vector<int64_t> evaluationNames(const EmojiDataset& dataset, int64_t trained = 300, uint64_t seed = 1);

struct EmojiVerdict {
  int64_t asked = 0;
  int64_t nearest = 0;  // of all emoji, by the squared difference of pixels
  bool heldOut = false;
  bool exact = false;     // it is the one asked for
  bool sameName = false;  // skin tones aside
};

struct EmojiEvaluation {
  std::vector<EmojiVerdict> verdicts;
  double trainedSameName = 0, trainedExact = 0;  // shares, 0..1
  double heldOutSameName = 0, heldOutExact = 0;

  // A table with a line for each picture: asked, nearest, group, exact, same name.
  std::string csv(const EmojiDataset& dataset) const;
  // One line with the shares.
  std::string summary() const;
};

// Pictures [asked, 3, 64, 64] in 0..1, made from the names of `asked`.
EmojiEvaluation judgeEmoji(const EmojiDataset& dataset, const std::vector<int64_t>& asked, const at::Tensor& pictures);

// The data set's pictures as bytes [N, 3, 64, 64], sharing its memory.
at::Tensor picturesOf(const EmojiDataset& dataset);

}  // namespace weft::training
