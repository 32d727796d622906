// EDM: D(x; sigma) = c_skip x + c_out F(c_in x; c_noise), so that the network F sees and answers with numbers of
// variance 1 (Karras et al., Elucidating the Design Space of Diffusion-Based Generative Models, 2022, table 1). x is of
// a variance-exploding process. With sigma_data = 1, F is -v of prediction.h.
#pragma once

#include <cmath>

namespace weft::diffusion {

struct Preconditioning {
  double cSkip, cOut, cIn, cNoise;
};

// sigma > 0, finite; sigmaData > 0: the deviation of the data.
inline Preconditioning preconditioningAt(double sigma, double sigmaData) {
  const double length = std::hypot(sigma, sigmaData);
  const double skip = sigmaData / length;
  return {skip * skip, sigma * skip, 1 / length, std::log(sigma) / 4};
}

}  // namespace weft::diffusion
