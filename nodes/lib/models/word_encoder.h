// A small transformer over the words of a text.
#pragma once

#include "nn/layers.h"

namespace weft::models {

struct WordEncoderGeometry {
  int64_t vocabulary = 0;  // rows of the embedding table: words and the special ones before them
  int64_t words = 14;      // tokens of a text, filled up with padding
  int64_t width = 256;
  int64_t blocks = 2;
  int64_t heads = 4;
  int64_t hidden = 512;  // width within the feed-forward parts
};

// Pre-normalised self-attention and feed-forward.
class WordBlock : public torch::nn::Module {
 public:
  WordBlock(int64_t width, int64_t heads, int64_t hidden);
  void initialise(at::Generator& generator, double depth);
  at::Tensor forward(const at::Tensor& x) const;

 private:
  int64_t m_heads;
  std::shared_ptr<nn::Linear> m_qkv, m_out, m_up, m_down;
};

class WordEncoder : public torch::nn::Module {
 public:
  explicit WordEncoder(const WordEncoderGeometry& geometry);
  void initialise(at::Generator& generator);

  struct Conditioning {
    at::Tensor states;  // [N, words, width]; padding has states as well and is attended to
    at::Tensor pooled;  // [N, width]: the mean over what is not padding
  };
  // Tokens are int64 [N, words] from a text::Vocabulary.
  Conditioning forward(const at::Tensor& tokens) const;

  const WordEncoderGeometry& geometry() const { return m_geometry; }

 private:
  WordEncoderGeometry m_geometry;
  std::shared_ptr<nn::Embedding> m_words, m_positions;
  std::vector<std::shared_ptr<WordBlock>> m_blocks;
};

}  // namespace weft::models
