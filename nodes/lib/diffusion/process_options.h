// A process by the names and numbers that configurations have for it, which are those of diffusers where it has such.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <weft/base/result.h>

#include "diffusion/process.h"

namespace weft::diffusion {

struct ProcessOptions {
  // discrete and continuous: variance preserving, trained on steps or on all times; variance_exploding and edm: sigma
  // from sigma_min to sigma_max, which the network is told as its share of the way or as log(sigma) / 4; flow:
  // rectified flow.
  std::string_view process = "discrete";

  // linear, scaled_linear, squaredcos_cap_v2 (the improved cosine), cosine, log_snr; of discrete ones also sigmoid,
  // laplace and trained_betas.
  std::string_view betaSchedule = "scaled_linear";
  double betaStart = 0.00085, betaEnd = 0.012;  // of one trained step, also where it is continuous
  int64_t numTrainTimesteps = 1000;
  std::vector<double> trainedBetas = {};
  bool rescaleBetasZeroSnr = false;
  std::string_view interpolation = "log_linear";  // or linear: between trained steps
  double logSnrMax = 13.3, logSnrMin = -5;        // of log_snr

  double sigmaMin = 0.002, sigmaMax = 80;
  std::string_view timeShift = "shift";  // of flow: shift or logit_normal
  double shift = 1;
  double logitMean = 0, logitStd = 1;
};

// InvalidArgument that says what would be right.
Result<Process> makeProcess(const ProcessOptions& options);

}  // namespace weft::diffusion
