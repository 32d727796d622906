// How a training counted time: what a network is told in place of sigma, and how much noise there was.
//
// A clock's steps are trained steps from 0 to N - 1, fractions included, or a continuous number; its times are those of
// the process (process.h): sigma, or t of a rectified flow. Both rise together. What lies outside is brought to the
// nearest end. Clocks are immutable. Any thread.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include <weft/base/result.h>

namespace weft::diffusion {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual double timeOf(double step) const = 0;
  virtual double stepOf(double time) const = 0;
  virtual double lastStep() const = 0;
  virtual std::span<const double> times() const { return {}; }  // of trained steps
};
using ClockRef = std::shared_ptr<const Clock>;

// What lies between two trained steps.
enum class Interpolation {
  LogLinear,  // the logarithm of sigma is linear in the step, both ways: k-diffusion, and how diffusers finds the step
              // of a sigma
  Linear,     // sigma itself is: EulerDiscreteScheduler of diffusers, interpolation_type "linear"
};

// Of a network that was trained on these times: above 0, rising, the last one perhaps infinite (zero terminal SNR).
// Between the last two, an infinite one counts as 1 / leastSignal, or as twice the one before it where that reaches it.
// InvalidArgument where they are none.
Result<ClockRef> trainedSteps(std::vector<double> times, Interpolation interpolation);
// The same by alpha-bar = alphas_cumprod of each step: falling, below 1, the last one perhaps 0.
Result<ClockRef> trainedAlphas(const std::vector<double>& alphasCumprod, Interpolation interpolation);

// Variance-preserving processes that were trained on all times; steps from 0 to 1.
//
// `zeroTerminal` shifts and stretches sqrt(alpha-bar) so that nothing of the sample is left at step 1 (Lin et al.,
// Common Diffusion Noise Schedules and Sample Steps are Flawed, 2023, algorithm 1, its limit of many steps).
//
// d(-log alpha-bar)/dstep rises linearly from betaMin to betaMax (Song et al., Score-Based Generative Modeling through
// Stochastic Differential Equations, 2021, equation 33: 0.1 and 20), or its square root does ("scaled linear"). The
// limit of N trained steps has betas N times theirs. 0 < betaMin <= betaMax.
Result<ClockRef> linearBetas(double betaMin, double betaMax, bool zeroTerminal = false);
Result<ClockRef> scaledLinearBetas(double betaMin, double betaMax, bool zeroTerminal = false);
// alpha-bar = f(step) / f(0), f(u) = cos^2(pi / 2 (u + s) / (1 + s)): s = 0 is the plain one, s = 0.008 the improved
// one (Nichol & Dhariwal, Improved Denoising Diffusion Probabilistic Models, 2021, equation 17). Zero terminal SNR as
// it is. 0 <= s < 1.
Result<ClockRef> cosineAlphas(double s);
// log-SNR falls linearly between learned ends (Kingma et al., Variational Diffusion Models, 2021, appendix H; theirs
// began as 13.3 and -5). logSnrMin < logSnrMax.
Result<ClockRef> linearLogSnr(double logSnrMax, double logSnrMin, bool zeroTerminal = false);

// sigma = sigmaMin (sigmaMax / sigmaMin)^step, steps from 0 to 1 (Song et al., 2021, equation 31).
// 0 < sigmaMin < sigmaMax.
Result<ClockRef> geometricSigmas(double sigmaMin, double sigmaMax);
// The step is c_noise = log(sigma) / 4 of Karras et al., 2022, table 1: from sigmaMin to sigmaMax. The same conditions.
Result<ClockRef> quarterLogSigmas(double sigmaMin, double sigmaMax);

// Of a rectified flow; steps from 0 to 1, evenly spread over the training. Times are shifted (flow_shift.h), shift > 0;
// or logit-normal, sigmoid(mean + deviation n) with a standard normal n, whose share below a time is its step (Esser et
// al., Scaling Rectified Flow Transformers for High-Resolution Image Synthesis, 2024, equation 19), deviation > 0.
Result<ClockRef> shiftedFlow(double shift);
Result<ClockRef> logitNormalFlow(double mean, double deviation);

}  // namespace weft::diffusion
