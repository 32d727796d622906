// DPM-Solver in the frame of model.h with steps of its own, even in log sigma or as the error allows.
#pragma once

#include <memory>

#include <weft/sdk/object.h>

namespace weft::sampling {

// k-diffusion's sample_dpm_fast: as many evaluations as the schedule has steps, between its first and last time.
std::unique_ptr<Object> makeDpmFast(double eta, double noise);

struct DpmAdaptiveOptions {
  int order = 3;  // 2 or 3
  double rtol = 0.05, atol = 0.0078, firstStep = 0.05;
  double pcoeff = 0, icoeff = 1, dcoeff = 0, acceptSafety = 0.81;
  double eta = 0, noise = 1;
};
// k-diffusion's sample_dpm_adaptive.
std::unique_ptr<Object> makeDpmAdaptive(const DpmAdaptiveOptions& options);

}  // namespace weft::sampling
