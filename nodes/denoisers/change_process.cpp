#include "change_process.h"

#include "pack/require.h"
#include "sampling/changed_process.h"

namespace weft::denoisers {

void ChangeProcess::process(Call& call) {
  const sampling::ProcessChange change{require(diffusion::makeProcess(read(call))),
                                       diffusion::targetOf(call[predictionType]), call[roundToSteps]};
  call.set(changed, makeObject("denoiser", sampling::changeProcess(call[denoiser], change)));
}

}  // namespace weft::denoisers
