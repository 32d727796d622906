// Noise as the increments of one Brownian motion, so that the noise between two times does not depend on how many steps
// lie between them: the noise of SDE solvers in k-diffusion (BrownianTreeNoiseSampler), ComfyUI and diffusers
// (DPMSolverSDEScheduler, CosineDPMSolverMultistepScheduler), with the numbers that they draw on the CPU for the seed.
//
// The motion is that of torchsde's BrownianTree (Li et al., Scalable Gradients for Stochastic Differential Equations,
// 2020, section 4): the increment over the whole range is normal; halves of an interval follow by Levy's bridge,
//   W_left ~ N(W l / h, l r / h)   with l + r = h the lengths of the halves,
// down to intervals whose ends are times rounded to six decimals. Every node of the tree has a seed of its own, made of
// its place, so that nothing needs to be remembered but for speed.
#pragma once

#include <cstdint>
#include <memory>

#include <weft/sdk/tensor.h>

namespace weft::sampling {

class BrownianMotion;

// One thread at a time.
class BrownianTree {
 public:
  // For tensors of like's shape and type (float32, float64), between two times in any order. Times are taken in like's
  // type, as the reference has them: a time that differs in the last bit of float32 is another time. Failure where a
  // time is beyond 1e12.
  BrownianTree(const Tensor& like, double sigmaMin, double sigmaMax, int64_t seed);
  BrownianTree(BrownianTree&&) noexcept;
  BrownianTree& operator=(BrownianTree&&) noexcept;
  ~BrownianTree();

  // Normal with mean 0 and variance 1: (W(sigma) - W(sigmaNext)) / sqrt|sigma - sigmaNext|, negative where sigma falls.
  // What lies outside the range counts with variance 0, and so does an interval of no length.
  Tensor noise(double sigma, double sigmaNext);

 private:
  std::unique_ptr<BrownianMotion> m_motion;
};

}  // namespace weft::sampling
