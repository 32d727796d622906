// A small convolutional autoencoder with a Gaussian latent (variational, weak KL term): a picture [N, 3, H, W] in
// -1..1 becomes a latent [N, latentChannels, H/8, W/8]. It has no normalisation over space and no attention, so that a
// latent cell reaches only its neighbourhood and tiles can be decoded separately without seams.
#pragma once

#include "models/model_description.h"
#include "nn/layers.h"

namespace weft::models {

struct AutoencoderGeometry {
  int64_t latentChannels = 16;
  int64_t encoderMiddle = 64;  // channels at a quarter of the height and width
  int64_t encoderDeep = 96;    // channels at an eighth
  int64_t encoderMiddleBlocks = 1;
  int64_t encoderDeepBlocks = 1;
  int64_t decoderDeep = 128;
  int64_t decoderMiddle = 96;
  int64_t decoderDeepBlocks = 1;
  int64_t decoderMiddleBlocks = 2;

  // Pixels a latent cell stands for, along one side.
  static constexpr int64_t factor = pictureAutoencoderFactor;
  // Latent cells around a tile that can reach a pixel of it: every 3x3 convolution of the decoder reaches one further.
  int64_t decoderReach() const { return 1 + 2 * decoderDeepBlocks + 1 + (2 * decoderMiddleBlocks + 1 + 1) / 2; }
};

// x + conv(silu(conv(silu(x)))), at one width.
class ConvBlock : public torch::nn::Module {
 public:
  explicit ConvBlock(int64_t channels);
  void initialise(at::Generator& generator);
  at::Tensor forward(const at::Tensor& x) const;

 private:
  std::shared_ptr<nn::Conv> m_first, m_second;
};

class PictureAutoencoder : public torch::nn::Module {
 public:
  explicit PictureAutoencoder(const AutoencoderGeometry& geometry);
  void initialise(at::Generator& generator);

  struct Moments {
    at::Tensor mean, logVariance;
  };
  // What the picture's latent is distributed as. The mean is the latent used outside of training.
  Moments encode(const at::Tensor& picture) const;
  // The picture, in -1..1 but not clamped.
  at::Tensor decode(const at::Tensor& latent) const;

  const AutoencoderGeometry& geometry() const { return m_geometry; }

 private:
  using Blocks = std::vector<std::shared_ptr<ConvBlock>>;
  Blocks registerBlocks(const std::string& name, int64_t count, int64_t channels);

  AutoencoderGeometry m_geometry;
  std::shared_ptr<nn::Conv> m_encoderIn, m_encoderDown, m_encoderOut, m_decoderIn, m_decoderUp, m_decoderOut;
  Blocks m_encoderMiddle, m_encoderDeep, m_decoderDeep, m_decoderMiddle;
};

}  // namespace weft::models
