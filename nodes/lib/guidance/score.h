// Guidance by the gradient of something that a picture should be: the score of what is sampled becomes
//   grad log p(x_t) + g,  which for the estimate is  x0 + (b^2 / a) g  of x_t = a x0 + b z.
// At a below sampling::leastSignal, that is taken instead.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "guidance/classifier.h"
#include "guidance/schedule.h"

#include <weft/sdk/denoiser.h>

namespace weft::guidance {

// Of one estimate. All tensors are of x's shape.
struct ScorePoint {
  const Tensor& x;
  const Tensor& x0;
  weft_coefficients at;
  // A cotangent of x0 times dx0/dx_t. Failure where the denoiser has no gradient.
  const std::function<Tensor(const Tensor& cotangent)>& pullBack;
};

class Score {
 public:
  virtual ~Score() = default;
  // To be added to x0; or, where `isForScore`, to be added to the score.
  virtual Tensor push(const ScorePoint& point) const = 0;
  virtual bool isForScore() const = 0;
  virtual bool needsGradient() const = 0;  // of the denoiser
  // Failure where latents of this shape are not what it is about.
  virtual void check(const std::vector<int64_t>& shape) const = 0;
};

std::unique_ptr<Object> makeScoreGuided(DenoiserRef denoiser, std::shared_ptr<const Score> score,
                                        const Interval& interval);

// A latent that the estimate shall be like, where the mask says so: L = |m (x0 - target)|^2, each sample for itself.
struct TargetLoss {
  Tensor target;                    // [1 or N, C, H, W]
  std::optional<Tensor> mask = {};  // [1 or N, 1 or C, H, W]
  double scale = 1;
  bool isNorm = false;          // of |m (x0 - target)| in place of its square
  bool throughDenoiser = true;  // else the gradient in x0 itself is taken, and subtracted from x0
};
std::shared_ptr<const Score> targetScore(TargetLoss loss);

// scale * grad log p(label | x_t), or of x0 in place of x_t, through the denoiser.
std::shared_ptr<const Score> classifierScore(std::shared_ptr<const Classifier> classifier, size_t label, double scale,
                                             bool seesX0);

}  // namespace weft::guidance
