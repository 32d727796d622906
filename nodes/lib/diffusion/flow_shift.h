// How the times of a rectified flow are moved towards the noisy end, in training and in sampling. Free of LibTorch.
#pragma once

#include <cmath>

namespace weft::diffusion {

// Multiplies sigma = t / (1 - t) by `shift` > 0: above 1 towards the noise (Esser et al., Scaling Rectified Flow
// Transformers for High-Resolution Image Synthesis, 2024, equation 23). 0 and 1 stay. Shifting by 1 / shift undoes it.
inline double shiftTime(double time, double shift) { return shift * time / (1 + (shift - 1) * time); }

// The mu of a picture's size, linear in its number of tokens (patches): as Flux, with 256 tokens -> 0.5 and 4096
// -> 1.15.
struct ResolutionShift {
  double baseTokens = 256, baseShift = 0.5;
  double maxTokens = 4096,
         maxShift = 1.15;  // base_image_seq_len, base_shift, max_image_seq_len, max_shift of diffusers

  double mu(double tokens) const {
    return baseShift + (maxShift - baseShift) * (tokens - baseTokens) / (maxTokens - baseTokens);
  }
};
// time_shift_type of diffusers: the shift that a mu stands for.
inline double exponentialShift(double mu) { return std::exp(mu); }
inline double linearShift(double mu) { return mu; }

}  // namespace weft::diffusion
