// A denoiser of one process as one of another. What is under the noise depends on x_t and on the ratio of sample and
// noise alone: with b'/a' = b/a,
//   D'(x', t') = D(x' a / a', t),
// so a network that was trained on one process samples on any other, without error.
#pragma once

#include <memory>
#include <optional>

#include <weft/sdk/denoiser.h>

#include "diffusion/prediction.h"
#include "diffusion/process.h"

namespace weft::sampling {

struct ProcessChange {
  diffusion::Process process;                 // the new one
  std::optional<diffusion::Target> predicts;  // what to tell of the network; nothing: what the inner denoiser tells
  // Ask at the nearest trained step (in log sigma) alone, of the inner denoiser or else of the new process, for
  // networks that know no others: what the network predicts there is taken for its prediction at the time that was
  // asked for, as `quantize` of k-diffusion does.
  bool roundsToSteps = false;
};

// Failure where the steps of the new process have more noise than the inner denoiser knows, or nothing has steps to
// round to. Times that the inner one does not know are left out of the range.
std::unique_ptr<Object> changeProcess(DenoiserRef inner, const ProcessChange& change);

}  // namespace weft::sampling
