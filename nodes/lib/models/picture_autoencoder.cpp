#include "models/picture_autoencoder.h"

namespace weft::models {

ConvBlock::ConvBlock(int64_t channels) {
  m_first = register_module("first", std::make_shared<nn::Conv>(channels, channels, 3));
  m_second = register_module("second", std::make_shared<nn::Conv>(channels, channels, 3));
}

void ConvBlock::initialise(at::Generator& generator) {
  m_first->initialise(generator);
  m_second->initialise(generator, 0.3);
}

at::Tensor ConvBlock::forward(const at::Tensor& x) const {
  return x + m_second->forward(at::silu(m_first->forward(at::silu(x))));
}

PictureAutoencoder::PictureAutoencoder(const AutoencoderGeometry& geometry) : m_geometry(geometry) {
  const auto& g = geometry;
  const auto conv = [&](const char* name, int64_t inputs, int64_t outputs) {
    return register_module(name, std::make_shared<nn::Conv>(inputs, outputs, 3));
  };
  m_encoderIn = conv("encoder_in", 3 * 16, g.encoderMiddle);
  m_encoderMiddle = registerBlocks("encoder_middle", g.encoderMiddleBlocks, g.encoderMiddle);
  m_encoderDown = conv("encoder_down", g.encoderMiddle * 4, g.encoderDeep);
  m_encoderDeep = registerBlocks("encoder_deep", g.encoderDeepBlocks, g.encoderDeep);
  m_encoderOut = conv("encoder_out", g.encoderDeep, g.latentChannels * 2);

  m_decoderIn = conv("decoder_in", g.latentChannels, g.decoderDeep);
  m_decoderDeep = registerBlocks("decoder_deep", g.decoderDeepBlocks, g.decoderDeep);
  m_decoderUp = conv("decoder_up", g.decoderDeep / 4, g.decoderMiddle);
  m_decoderMiddle = registerBlocks("decoder_middle", g.decoderMiddleBlocks, g.decoderMiddle);
  m_decoderOut = conv("decoder_out", g.decoderMiddle, 3 * 16);
}

PictureAutoencoder::Blocks PictureAutoencoder::registerBlocks(const std::string& name, int64_t count,
                                                              int64_t channels) {
  Blocks blocks;
  for (int64_t i = 0; i < count; ++i) {
    blocks.push_back(register_module(name + "_" + std::to_string(i), std::make_shared<ConvBlock>(channels)));
  }
  return blocks;
}

void PictureAutoencoder::initialise(at::Generator& generator) {
  for (auto& conv : {m_encoderIn, m_encoderDown, m_encoderOut, m_decoderIn, m_decoderUp, m_decoderOut}) {
    conv->initialise(generator, 0.7);
  }
  for (auto* blocks : {&m_encoderMiddle, &m_encoderDeep, &m_decoderDeep, &m_decoderMiddle}) {
    for (auto& block : *blocks) block->initialise(generator);
  }
}

PictureAutoencoder::Moments PictureAutoencoder::encode(const at::Tensor& picture) const {
  auto x = at::pixel_unshuffle(picture, 4);
  x = m_encoderIn->forward(x);
  for (const auto& block : m_encoderMiddle) x = block->forward(x);
  x = m_encoderDown->forward(at::pixel_unshuffle(x, 2));
  for (const auto& block : m_encoderDeep) x = block->forward(x);
  const auto moments = m_encoderOut->forward(at::silu(x)).chunk(2, 1);
  return {moments[0], moments[1]};
}

at::Tensor PictureAutoencoder::decode(const at::Tensor& latent) const {
  auto x = m_decoderIn->forward(latent);
  for (const auto& block : m_decoderDeep) x = block->forward(x);
  x = m_decoderUp->forward(at::pixel_shuffle(x, 2));
  for (const auto& block : m_decoderMiddle) x = block->forward(x);
  x = m_decoderOut->forward(at::silu(x));
  return at::pixel_shuffle(x, 4);
}

}  // namespace weft::models
