// ER-SDE: solvers of extended reverse-time SDEs.
#pragma once

#include <memory>

#include <weft/sdk/object.h>

namespace weft::sampling {

enum class NoiseScaler { ErSde, ReverseTimeSde, Ode };

struct ErSdeOptions {
  int maxStage = 3;  // 1 to 3: estimates that a step builds on
  NoiseScaler noiseScaler = NoiseScaler::ErSde;
  double eta = 1, sNoise = 1;
};
std::unique_ptr<Object> makeErSde(const ErSdeOptions& options);

}  // namespace weft::sampling
