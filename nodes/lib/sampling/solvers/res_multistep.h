// RES: the refined exponential solver, its multistep form of second order.
#pragma once

#include <memory>

#include <weft/sdk/object.h>

namespace weft::sampling {

struct ResMultistepOptions {
  double eta = 0, sNoise = 1;
  bool cfgPlusPlus = false;
};
std::unique_ptr<Object> makeResMultistep(const ResMultistepOptions& options);

}  // namespace weft::sampling
