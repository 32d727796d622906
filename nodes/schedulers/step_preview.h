#pragma once

#include <weft/sdk/autoencoder.h>
#include <weft/sdk/call.h>
#include <weft/sdk/solver.h>

namespace weft::schedulers {

// The picture in the making after a step, where somebody wants it.
inline void showStep(Call& call, const AutoencoderRef& autoencoder, const SolverStep& step) {
  if (call.wantsPreview()) call.preview(autoencoder.decode(step.x0 ? step.x0 : step.x));
}

}  // namespace weft::schedulers
