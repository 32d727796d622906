// Trains the picture autoencoder.
#pragma once

#include <memory>

#include "models/picture_autoencoder.h"
#include "training/sampler.h"
#include "training/training_run.h"

namespace weft::training {

struct AutoencoderLoss {
  double absolute = 1.0;     // |difference| of pixels in 0..1, mean
  double means = 1.0;        // the same of 4x4 means
  double square = 10.0;      // squared difference of pixels, mean: what PSNR measures
  double divergence = 1e-3;  // from the standard normal distribution, mean over the latent's numbers
};

// The trainer of `model` on pictures [N, 3, H, W] of bytes, all of them trained on. Initialises the model.
class AutoencoderTrainer {
 public:
  AutoencoderTrainer(std::shared_ptr<models::PictureAutoencoder> model, at::Tensor pictures,
                     const TrainingSettings& settings, const AutoencoderLoss& loss = {});

  TrainingRun& run() { return *m_run; }
  // Up to the last step; false when it was stopped before.
  Result<bool> train(const TrainingHooks& hooks);

 private:
  at::Tensor lossOf(int64_t step, int64_t shard, at::Generator& generator);

  std::shared_ptr<models::PictureAutoencoder> m_model;
  at::Tensor m_pictures;
  AutoencoderLoss m_loss;
  EpochSampler m_sampler;
  std::unique_ptr<TrainingRun> m_run;
};

// Peak signal-to-noise ratio in dB, of pictures in 0..1.
struct Psnr {
  double pooled = 0;  // of the squared error over all pictures together
  double mean = 0;    // mean over the pictures of each one's own
};
Psnr peakSignalToNoise(const at::Tensor& pictures, const at::Tensor& others);

// Bytes [N, 3, H, W] -> encoded by the mean and decoded, the same shape, float 0..1. In batches.
at::Tensor reconstruct(const models::PictureAutoencoder& model, const at::Tensor& pictures);
// Bytes [N, 3, H, W] -> the means of the latents, float, contiguous. In batches.
at::Tensor encodeMeans(const models::PictureAutoencoder& model, const at::Tensor& pictures);

}  // namespace weft::training
