// Schedules along a curve from the greatest sigma to the least, which a last step to 0 follows: `steps` times and then
// 0. The first is exactly range.max, the last before 0 exactly range.min; one step goes from range.max to 0.
#pragma once

#include <cstdint>

#include "sampling/schedules/times.h"

namespace weft::sampling {

struct SigmaRange {
  double min, max;  // 0 < min < max, finite
};

// Evenly in sigma^(1/rho): Karras et al., Elucidating the Design Space of Diffusion-Based Generative Models, 2022,
// equation 5. rho = 1 is even in sigma; towards infinity it becomes even in log sigma.
Times karrasSigmas(int64_t steps, SigmaRange range, double rho);

// Evenly in log sigma.
Times exponentialSigmas(int64_t steps, SigmaRange range);

// log sigma falls as a power of the share that is left: (1 - u)^rho. rho = 1 is the exponential schedule.
Times polyexponentialSigmas(int64_t steps, SigmaRange range, double rho);

// Evenly in arctan sigma, the schedule that is best for data which are normal with variance 1: Sabour et al., Align
// Your Steps: Optimizing Sampling Schedules in Diffusion Models, 2024.
Times klOptimalSigmas(int64_t steps, SigmaRange range);

// log sigma at the quantiles of a Laplace distribution around `mu` of width `beta`, most densely near sigma = e^mu:
// Hang et al., Improved Noise Schedule for Diffusion Training, 2024. Cut off at both ends of the range, so that there
// may be fewer steps, and its ends need not be those of the range.
Times laplaceSigmas(int64_t steps, SigmaRange range, double mu, double beta);

// Evenly in the time of the variance-preserving process with beta(t) = beta_min + beta_d t, from 1 down to eps_s:
// sigma(t) = sqrt(exp(beta_d t^2 / 2 + beta_min t) - 1). Song et al., Score-Based Generative Modeling through
// Stochastic Differential Equations, 2021; in this form Karras et al. 2022, table 1.
Times vpSigmas(int64_t steps, double betaD, double betaMin, double epsS);

// Linear in small steps for the first `linearSteps`, down by threshold * sigmaMax, and then along a parabola to 0:
// schedule of Mochi 1 (genmo, 2024). Failure where the parabola would rise: see greatestThreshold.
Times linearQuadraticSigmas(int64_t steps, double sigmaMax, double threshold, int64_t linearSteps);
double greatestThreshold(int64_t steps, int64_t linearSteps);

}  // namespace weft::sampling
