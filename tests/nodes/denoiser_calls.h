// A denoiser's interface called in float64, from tests that see values as the host does. Failures are
// std::runtime_error.
#pragma once

#include <weft/abi/interface/denoiser.h>

#include <cstdint>
#include <vector>

namespace weft::test {

struct DenoiserFacts {
  int32_t process, predicts;
  uint32_t channels;
  double first, last;  // times
  std::vector<double> stepTimes;
};
DenoiserFacts factsOf(const weft_value* denoiser);
weft_coefficients coefficientsAt(const weft_value* denoiser, double t);

// One run over x [1, channels, 1, width], which is of `width` cells.
struct Asked {
  std::vector<double> x0, gradient;           // the latter of the cotangent, where there is one
  std::vector<std::vector<double>> branches;  // one a conditioning
};
struct Asking {
  std::vector<double> x, cotangent;
  double t = 0;
  std::vector<const weft_value*> conditionings;
  std::vector<double> sigmas;  // told to begin(), where there are some
};
Asked ask(const weft_value* denoiser, const Asking& asking);

// A new reference to a variance-preserving denoiser of one channel, of times 0 to 10, that answers with 0 and writes
// the times it was told at begin() to `sigmas`, which must outlive it.
const weft_value* makeListener(std::vector<double>* sigmas);

}  // namespace weft::test
