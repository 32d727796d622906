// A denoiser whose answers are known: data of independent normal numbers.
#pragma once

#include <weft/abi/interface/denoiser.h>
#include <weft/abi/value.h>

#include <cmath>

namespace weft::test {

struct Gaussian {
  double mean = 0.5;  // of the data, with a condition {"mean": number} that
  double deviation = 0.3;
  int32_t process = WEFT_PROCESS_RECTIFIED_FLOW;

  weft_coefficients at(double t) const {
    if (process == WEFT_PROCESS_VARIANCE_EXPLODING) return {1, t, 0, 1};
    if (process == WEFT_PROCESS_VARIANCE_PRESERVING) {
      const double angle = std::acos(-1.0) / 2;
      return {std::cos(angle * t), std::sin(angle * t), -angle * std::sin(angle * t), angle * std::cos(angle * t)};
    }
    return {1 - t, t, -1, 1};
  }
  // The mean of the data given x_t.
  double x0(double x, double t, double m) const {
    const auto c = at(t);
    return m + c.a * deviation * deviation * (x - c.a * m) / (c.a * c.a * deviation * deviation + c.b * c.b);
  }
  // Where the probability-flow equation leads from x_t to time s.
  double flow(double x, double t, double s) const {
    const auto spread = [&](const weft_coefficients& c) { return std::hypot(c.a * deviation, c.b); };
    return at(s).a * mean + (x - at(t).a * mean) * spread(at(s)) / spread(at(t));
  }
};

struct GaussianCounts {
  int begun = 0, ended = 0, predictions = 0, rows = 0;  // rows: predictions times conditions
};

// A new reference to an object of type "denoiser". The counts are those of all its runs and must outlive it.
const weft_value* makeGaussianDenoiser(const Gaussian& gaussian, GaussianCounts* counts);

}  // namespace weft::test
