// A denoiser that only tells what it is: for schedules, which ask no more of it.
#pragma once

#include <weft/abi/interface/denoiser.h>
#include <weft/abi/value.h>

#include <vector>

namespace weft::test {

struct SteppedDenoiser {
  int32_t process = WEFT_PROCESS_VARIANCE_PRESERVING;
  double minimum = 0, maximum = 1;  // of its times
  std::vector<double> stepTimes;    // rising; empty: trained on all times
};

// A new reference to an object of type "denoiser".
const weft_value* makeSteppedDenoiser(const SteppedDenoiser& denoiser);

}  // namespace weft::test
