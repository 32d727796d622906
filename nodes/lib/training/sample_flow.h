// Samples from the modules alone, for a look at a training that is under way.
#pragma once

#include "models/diffusion_transformer.h"
#include "models/word_encoder.h"

namespace weft::training {

struct FlowSampling {
  double guidance = 3;  // how far beyond the unconditional prediction: 1 is the conditional one
  int64_t steps = 30;   // of Euler, equal in time
};

// Latents made of noise [N, channels, side, side] and tokens [N, words], in batches.
at::Tensor sampleFlow(const models::WordEncoder& textEncoder, const models::DiffusionTransformer& denoiser,
                      const at::Tensor& tokens, const at::Tensor& noise, const FlowSampling& sampling = {});

}  // namespace weft::training
