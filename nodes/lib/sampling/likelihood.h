// How probable a sample is to a denoiser: along the probability-flow equation, log p changes by the divergence of the
// flow (Chen et al., Neural Ordinary Differential Equations, 2018, equation 8; Song et al., Score-Based Generative
// Modeling through Stochastic Differential Equations, 2021, equation 39).
#pragma once

#include <cstdint>

#include "sampling/model.h"
#include "sampling/runge_kutta.h"

namespace weft::sampling {

// How the trace of dx0/dx is known: as the mean of v^T (dx0/dx) v over random probes v with mean 0 and covariance 1
// (Skilling, The Eigenvalues of Mega-dimensional Matrices, 1989; Hutchinson, 1989), or from one product for each unit
// vector, as many as a latent has elements. Gaussian probes are of the length sqrt(d), as those of -1 and 1 are.
enum class Divergence { Rademacher, Gaussian, Exact };

struct LikelihoodOptions {
  Divergence divergence = Divergence::Rademacher;
  int64_t probes = 1;      // at least 1; the same all the way, so that the equation stays smooth
  int64_t seed = 0;        // of the probes
  double sigmaMin = 1e-4;  // where the way begins: the sample with this much noise counts as the sample; above 0
  Tolerance tolerance;
};

struct Likelihood {
  std::vector<double> logLikelihood;  // log p of each latent of the batch, in nats
  Tensor noise;                       // x at the last time over b: the noise that the flow turns into the latent
};

// Of latents [N, C, H, W], float32 or float64. At the denoiser's last time p is the Gaussian whose score and mean
// curvature the denoiser tells there: N(0, b^2) where nothing is left of the sample, and where a little is, what it
// adds to mean and variance. Failure where the denoiser has no gradient.
Likelihood likelihoodOf(const Model& model, const Tensor& latent, const LikelihoodOptions& options,
                        const ReportWay& report);

}  // namespace weft::sampling
