// Gaussian data under conditions, and denoisers of it with guidance.
#pragma once

#include <cmath>

#include "function_denoiser.h"
#include "guidance/rules.h"

namespace weft::test {

inline const std::vector<int64_t> shape{2, 2, 2, 3};
inline constexpr size_t elements = 24;
inline constexpr int32_t processes[] = {WEFT_PROCESS_VARIANCE_PRESERVING, WEFT_PROCESS_VARIANCE_EXPLODING,
                                        WEFT_PROCESS_RECTIFIED_FLOW};

inline Numbers waves(double phase) {
  Numbers numbers;
  for (size_t i = 0; i < elements; ++i) numbers.push_back(1.5 * std::sin(phase + 1.3 * double(i)));
  return numbers;
}

inline double meanOf(const Value& conditioning) { return conditioning ? conditioning.asNumber() : 0.25; }
inline double spreadOf(const Value& conditioning) { return conditioning ? 0.3 + 0.1 * conditioning.asNumber() : 0.5; }

// Data of independent normal numbers, whose mean and deviation the conditioning tells.
inline double gaussianX0(double x, const weft_coefficients& c, double mean, double deviation) {
  const double square = deviation * deviation;
  return mean + c.a * square * (x - c.a * mean) / (c.a * c.a * square + c.b * c.b);
}

inline DenoiserFunctions gaussian(int32_t process) {
  DenoiserFunctions functions;
  functions.process = process;
  functions.x0 = [process](const Numbers& x, double t, const Value& conditioning, const std::vector<int64_t>&) {
    Numbers x0;
    for (const double number : x)
      x0.push_back(gaussianX0(number, processAt(process, t), meanOf(conditioning), spreadOf(conditioning)));
    return x0;
  };
  functions.gradient = [process](const Numbers&, double t, const Value& conditioning, const Numbers& cotangent) {
    const auto c = processAt(process, t);
    const double square = spreadOf(conditioning) * spreadOf(conditioning);
    Numbers out = cotangent;
    for (double& number : out) number *= c.a * square / (c.a * c.a * square + c.b * c.b);
    return out;
  };
  return functions;
}

inline DenoiserRef denoiserOf(std::unique_ptr<Object> object) {
  return DenoiserRef(makeObject("denoiser", std::move(object)));
}
inline DenoiserRef classifierFree(const DenoiserRef& denoiser, double scale, const Value& negative = {}) {
  const guidance::FreeGuidance asked{scale};
  return denoiserOf(
      guidance::makeGuided({denoiser, {negative}, {}, {}, asked.isIdle()}, guidance::classifierFreeRule(asked)));
}

}  // namespace weft::test
