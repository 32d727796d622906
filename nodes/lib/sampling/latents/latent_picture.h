// A rough picture of a latent, for who watches and has no autoencoder.
#pragma once

#include <weft/sdk/tensor.h>

namespace weft::sampling {

// [N, 3, H, W], float32 in 0..1, of [N, C, H, W]. Three channels are red, green and blue from -1 to 1, as pixel models
// have them. One is grey. Others are spread over the colour circle, channel c at the angle c / C: always the same for
// the same number of channels, so that the picture does not change its colours from step to step. Those are scaled by
// their spread, 2.5 deviations being full.
Tensor latentPicture(const Tensor& latent);

}  // namespace weft::sampling
