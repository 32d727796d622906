#include "sample.h"

#include "sampling/sample_latent.h"
#include "step_preview.h"

namespace weft::schedulers {

void Sample::process(Call& call) {
  const auto decoder = autoencoderOf(call, autoencoder);
  const auto report = [&](uint64_t step, uint64_t total, const SolverStep& state) {
    if (step > 0) showStep(call, decoder, state);
    call.progress(step, total, "sampling");
  };
  call.set(latent, sampling::sampleLatent(read<sampling::SamplingParts>(call), call.threads(), report));
}

}  // namespace weft::schedulers
