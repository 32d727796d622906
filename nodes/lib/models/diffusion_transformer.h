// A transformer that predicts over a latent in patches, with the words of a text in the same sequence as keys and
// values, and time and the pooled text acting on every block (adaLN-zero, one modulation shared by the blocks plus a
// table for each).
#pragma once

#include <utility>
#include <vector>

#include "nn/layers.h"

namespace weft::models {

struct DiffusionTransformerGeometry {
  int64_t channels = 16;  // of the latent
  int64_t side = 8;       // cells of the latent, along one side
  int64_t patch = 1;      // cells of a token, along one side
  int64_t width = 256;
  int64_t blocks = 6;
  int64_t heads = 4;
  int64_t hidden = 1024;    // width within the feed-forward parts
  int64_t textWidth = 256;  // of the words' states

  int64_t tokens() const { return (side / patch) * (side / patch); }
};

// What is changed in a block, so that a model can be guided away from what comes of it.
struct BlockPatch {
  bool isSkipped = false;   // answers with what it is given
  bool isIdentity = false;  // attention answers with each token's own value
  double blur = 0;          // of the queries over the grid: its deviation in tokens; 0: none, infinite: their mean
};
using BlockPatches = std::vector<BlockPatch>;  // one for each block; or none, and nothing is changed

class DiffusionBlock : public torch::nn::Module {
 public:
  DiffusionBlock(int64_t width, int64_t heads, int64_t hidden);
  void initialise(at::Generator& generator);

  struct KeysAndValues {
    at::Tensor keys, values;
  };
  // Of the words' states [N, words, width]; they depend on nothing else, so that a run needs them once.
  KeysAndValues ofText(const at::Tensor& states) const;

  // x [N, tokens, width], modulation [N, 1, 6 * width]. `attention`, where wanted: how much tokens look at one another,
  // [N, heads, tokens, tokens].
  at::Tensor forward(const at::Tensor& x, const KeysAndValues& text, const at::Tensor& modulation,
                     const BlockPatch& patch = {}, at::Tensor* attention = nullptr) const;

 private:
  int64_t m_width, m_heads;
  at::Tensor m_modulation;
  std::shared_ptr<nn::Linear> m_qkv, m_out, m_up, m_down;
};

class DiffusionTransformer : public torch::nn::Module {
 public:
  explicit DiffusionTransformer(const DiffusionTransformerGeometry& geometry);
  void initialise(at::Generator& generator);

  // What follows from the text alone: computed once, used at every step.
  struct Text {
    std::vector<DiffusionBlock::KeysAndValues> blocks;
    at::Tensor pooled;  // [N, width]
  };
  Text prepare(const at::Tensor& states, const at::Tensor& pooled) const;

  // The prediction for latents [N, channels, side, side] at times [N] in 0..1, the same shape. `attention`, where
  // wanted: that of the block in the middle, which stays as it is where that one is skipped.
  at::Tensor forward(const at::Tensor& latent, const at::Tensor& times, const Text& text,
                     const BlockPatches& patches = {}, at::Tensor* attention = nullptr) const;

  const DiffusionTransformerGeometry& geometry() const { return m_geometry; }

 private:
  at::Tensor toTokens(const at::Tensor& latent) const;
  at::Tensor toLatent(const at::Tensor& tokens) const;

  DiffusionTransformerGeometry m_geometry;
  std::shared_ptr<nn::Linear> m_in, m_time, m_timeOut, m_text, m_pooled, m_modulation, m_lastModulation, m_out;
  std::shared_ptr<nn::Embedding> m_positions;
  std::vector<std::shared_ptr<DiffusionBlock>> m_blocks;
};

}  // namespace weft::models
