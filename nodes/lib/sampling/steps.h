// Steps without memory that several solvers are made of: from x at time t to time s < t, with x0 the prediction at x.
#pragma once

#include "sampling/model.h"

namespace weft::sampling {

// A way to step. Those that evaluate the denoiser on the way do not where s has no noise: they step as Euler's there.
using StepMethod = Tensor (*)(const Model& model, double t, double s, const Tensor& x, const Tensor& x0);

// x_s = a_s x0 + b_s z with z = (x_t - a_t x0) / b_t: a straight line in the frame of model.h. Divides by no a, so that
// it is exact from noise alone.
Tensor eulerStep(const Model& model, double t, double s, const Tensor& x, const Tensor& x0);
// Karras et al., Elucidating the Design Space of Diffusion-Based Generative Models, 2022, algorithm 1: the mean of the
// slopes at both ends.
Tensor heunStep(const Model& model, double t, double s, const Tensor& x, const Tensor& x0);
// The slope at the geometric mean of both sigmas: DPM-Solver-2 (Lu et al., 2022, algorithm 1) in the frame.
Tensor dpm2Step(const Model& model, double t, double s, const Tensor& x, const Tensor& x0);

// The slope dy/dsigma = (y - x0) / sigma in the frame: the noise in x, or the velocity of a flow. From noise alone it
// is that of the frame's largest sigma, so that it goes with moveBy() there.
Tensor slopeOf(const Model& model, double t, const Tensor& x, const Tensor& x0);
// x_s where y_s = y_t + the sum of factor * slope over the terms.
Tensor moveBy(const Model& model, double t, double s, const Tensor& x, std::span<const Term> slopes);
inline Tensor moveBy(const Model& model, double t, double s, const Tensor& x, std::initializer_list<Term> slopes) {
  return moveBy(model, t, s, x, std::span(slopes.begin(), slopes.size()));
}

}  // namespace weft::sampling
