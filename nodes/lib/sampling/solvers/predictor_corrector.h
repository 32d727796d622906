// The samplers of the reverse diffusion equation: predictor and corrector, and Euler and Maruyama's method.
#pragma once

#include <cstdint>
#include <memory>

#include <weft/sdk/object.h>

namespace weft::sampling {

enum class Predictor { ReverseDiffusion, Ancestral };

struct PredictorCorrectorOptions {
  Predictor predictor = Predictor::ReverseDiffusion;
  double snr = 0.15;         // r of the corrector, not below 0
  int64_t correctSteps = 1;  // not below 0
};

std::unique_ptr<Object> makePredictorCorrector(const PredictorCorrectorOptions& options);

// eta: how much of the process's own noise is added; 1: all, 0: none, the probability-flow equation.
std::unique_ptr<Object> makeEulerMaruyama(double eta);

}  // namespace weft::sampling
