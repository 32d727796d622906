// A denoiser as solvers see it, in the coordinates in which their formulas are written.
//
// A process x_t = a(t) x0 + b(t) z looks the same in any of them:
//   (a, b)             the process itself: DDIM, DDPM and all that is written with alpha and sigma;
//   half log-SNR       lambda = log(a / b): exponential integrators (DPM-Solver, UniPC, DEIS, SA-Solver);
//   Frame: y, sigma    y = x / scale with dy/dsigma = (y - x0) / sigma: the samplers of k-diffusion. For variance
//                      preserving and exploding processes scale = a and sigma = b / a; for a rectified flow scale = 1
//                      and sigma = t, so that the slope is the flow's own velocity.
#pragma once

#include <vector>

#include <weft/sdk/solver.h>

#include "diffusion/process.h"
#include "sampling/arithmetic.h"

namespace weft::sampling {

// Where a process starts from noise alone (a = 0), formulas take this for a; those that need no division are exact
// there.
using diffusion::leastSignal;

struct Frame {
  double scale, sigma;
};

struct Estimate {
  Tensor x0;
  Tensor
      unconditional;  // x0 without condition, where it was asked for; the same as x0 from a denoiser without guidance
};

class Model {
 public:
  explicit Model(const weft_solver_request& request);

  bool isFlow() const { return m_info.process == WEFT_PROCESS_RECTIFIED_FLOW; }
  const weft_denoiser_info& info() const { return m_info; }
  weft_coefficients at(double t) const { return m_context.coefficients(t); }
  double lambdaAt(double t) const;  // log(a / b); infinite at b = 0
  Frame frameAt(double t) const;    // sigma is 0 at b = 0
  // The time at which the frame has this sigma: of 0 < sigma, between the denoiser's first and last.
  double timeOfSigma(double sigma) const;
  double timeOfLambda(double lambda) const;

  // Predictions. x is x_t; Failure where t has no noise.
  Tensor x0(const Tensor& x, double t) const;
  Estimate estimate(const Tensor& x, double t, bool wantsUnconditional) const;
  // The vector-Jacobian product of x0 in x. Failure where the denoiser has none.
  Tensor gradient(const Tensor& x, double t, const Tensor& cotangent) const;
  bool hasGradient() const { return m_context.run().gradient != nullptr; }

  std::vector<double> times() const;  // the whole schedule, falling
  int64_t seed() const { return m_context.seed(); }
  uint64_t noiseDrawn() const { return m_context.noiseDrawn(); }

 private:
  double timeOfRatio(double ratio) const;  // of b / a

  SolverContext m_context;
  weft_denoiser_info m_info;
};

// z of x_t = a x0 + b z. b > 0.
Tensor noiseOf(const weft_coefficients& c, const Tensor& x, const Tensor& x0);

}  // namespace weft::sampling
