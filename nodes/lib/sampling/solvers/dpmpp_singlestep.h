// DPM-Solver++ with an evaluation in the middle of a step, and noise.
#pragma once

#include <memory>

#include <weft/sdk/object.h>

namespace weft::sampling {

struct Dpmpp2sAncestralOptions {
  double eta = 1, sNoise = 1;
  bool cfgPlusPlus = false;
};
std::unique_ptr<Object> makeDpmpp2sAncestral(const Dpmpp2sAncestralOptions& options);

struct DpmppSdeSinglestepOptions {
  double eta = 1, sNoise = 1;
  double r = 0.5;  // where in the step the second evaluation is, in lambda
};
std::unique_ptr<Object> makeDpmppSde(const DpmppSdeSinglestepOptions& options);

}  // namespace weft::sampling
