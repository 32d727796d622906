// The mathematics of diffusion, once. A process mixes a sample x with standard normal noise z:
//   x_t = a(t) x + b(t) z.
//
// Time t is the process's own, as in a `sigmas` value: sigma = b / a for variance-preserving and -exploding processes
// (Karras et al., Elucidating the Design Space of Diffusion-Based Generative Models, 2022, table 1), t from 0 to 1 for
// a rectified flow (Liu et al., Flow Straight and Fast, 2022). So all variance-preserving processes have the same a and
// b; what tells them apart, the betas of their training, is a Clock (clock.h), which turns time into trained steps and
// back. How predictions become one another is in prediction.h. Scalars only, in double, free of LibTorch and of the
// SDK.
#pragma once

#include <limits>
#include <memory>
#include <span>
#include <utility>

namespace weft::diffusion {

class Clock;

// The least share of the sample that is divided by, or whose logarithm is taken: where nothing is left of the sample
// (a = 0), formulas that need some take 2^-12, sigma = 4096, as EulerDiscreteScheduler of diffusers does.
inline constexpr double leastSignal = 1.0 / 4096;

enum class ProcessKind {
  VariancePreserving,  // a = 1 / sqrt(1 + t^2), b = t a; t may be infinite: noise alone
  VarianceExploding,   // a = 1, b = t
  RectifiedFlow,       // a = 1 - t, b = t
};

// Of x_t = a x + b z, and their derivatives in t. Never both a and b are 0.
struct Coefficients {
  double a = 1, b = 0;
  double da = 0, db = 0;
};

// The amount of noise in four scales, each a function of the others: sigma in [0, inf], log-SNR in [-inf, inf], falling
// with sigma; alpha-bar in [0, 1], falling with sigma.
double sigmaOf(const Coefficients& c);     // b / a
double logSnrOf(const Coefficients& c);    // log(a^2 / b^2)
double alphaBarOf(const Coefficients& c);  // a^2 / (a^2 + b^2), the share of the sample in the variance
double sigmaOfLogSnr(double logSnr);
double sigmaOfAlphaBar(double alphaBar);

// A process with the clock of its training. Cheap to copy; immutable. Any thread.
class Process {
 public:
  // Without a clock a process knows all times, and its steps are its times.
  explicit Process(ProcessKind kind, std::shared_ptr<const Clock> clock = nullptr)
      : m_kind(kind), m_clock(std::move(clock)) {}

  ProcessKind kind() const { return m_kind; }
  Coefficients at(double time) const;

  // The time at which b / a is this sigma, and so on: the inverse of at().
  double timeOfSigma(double sigma) const;
  double timeOfLogSnr(double logSnr) const { return timeOfSigma(sigmaOfLogSnr(logSnr)); }
  double timeOfAlphaBar(double alphaBar) const { return timeOfSigma(sigmaOfAlphaBar(alphaBar)); }

  // The last time, which has the most noise; infinite where no sample is left of a variance-preserving process. The
  // first is 0: the sample itself.
  double lastTime() const;
  // What a network of this training is told of a time, and back: see Clock.
  double stepOf(double time) const;
  double timeOfStep(double step) const;
  // The time of each trained step, rising; none of a process that was trained on all times.
  std::span<const double> stepTimes() const;

 private:
  ProcessKind m_kind;
  std::shared_ptr<const Clock> m_clock;
};

}  // namespace weft::diffusion
