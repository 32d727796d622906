#include "models/word_encoder.h"

#include "nn/attention.h"
#include "text/vocabulary.h"

namespace weft::models {

WordBlock::WordBlock(int64_t width, int64_t heads, int64_t hidden) : m_heads(heads) {
  m_qkv = register_module("qkv", std::make_shared<nn::Linear>(width, 3 * width));
  m_out = register_module("out", std::make_shared<nn::Linear>(width, width));
  m_up = register_module("up", std::make_shared<nn::Linear>(width, hidden));
  m_down = register_module("down", std::make_shared<nn::Linear>(hidden, width));
}

void WordBlock::initialise(at::Generator& generator, double depth) {
  const double gain = 1 / std::sqrt(2 * depth);  // keeps the sum over the residual branches near its start
  m_qkv->initialise(generator);
  m_out->initialise(generator, gain);
  m_up->initialise(generator);
  m_down->initialise(generator, gain);
}

at::Tensor WordBlock::forward(const at::Tensor& x) const {
  const auto parts = m_qkv->forward(nn::layerNorm(x)).chunk(3, -1);
  const auto attended = x + m_out->forward(nn::attend(parts[0], parts[1], parts[2], m_heads));
  return attended + m_down->forward(at::relu(m_up->forward(nn::layerNorm(attended))).square());
}

WordEncoder::WordEncoder(const WordEncoderGeometry& geometry) : m_geometry(geometry) {
  m_words = register_module("words", std::make_shared<nn::Embedding>(geometry.vocabulary, geometry.width));
  m_positions = register_module("positions", std::make_shared<nn::Embedding>(geometry.words, geometry.width));
  for (int64_t i = 0; i < geometry.blocks; ++i) {
    m_blocks.push_back(register_module("block_" + std::to_string(i),
                                       std::make_shared<WordBlock>(geometry.width, geometry.heads, geometry.hidden)));
  }
}

void WordEncoder::initialise(at::Generator& generator) {
  m_words->initialise(generator, 0.5);
  m_positions->initialise(generator, 0.1);
  for (auto& block : m_blocks) block->initialise(generator, double(m_blocks.size()));
}

WordEncoder::Conditioning WordEncoder::forward(const at::Tensor& tokens) const {
  auto x = m_words->forward(tokens) + m_positions->weight();
  for (const auto& block : m_blocks) x = block->forward(x);
  const auto states = nn::layerNorm(x);
  const auto isWord = tokens.ne(text::Vocabulary::padding).to(states.scalar_type()).unsqueeze(-1);
  return {states, (states * isWord).sum(1) / isWord.sum(1)};
}

}  // namespace weft::models
