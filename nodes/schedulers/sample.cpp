#include "sample.h"

#include "sampling/sample_latent.h"

namespace weft::schedulers {

void Sample::process(Call& call) {
  sampling::Sampling job;
  job.denoiser = call[denoiser];
  if (call.has(solver)) job.solver = call[solver];
  job.sigmas = call[sigmas];
  job.noise = call[noise];
  if (call.has(conditioning)) job.conditioning = call[conditioning];
  job.seed = call[seed];
  job.device = call.device();
  job.threads = call.threads();
  job.report = [&](uint64_t step, uint64_t total, const SolverStep& state) {
    if (step > 0 && state.x && call.has(autoencoder) && call.wantsPreview())
      call.preview(call[autoencoder].decode(state.x0 ? state.x0 : state.x));
    call.progress(step, total, "sampling");
  };
  call.set(latent, sampling::sampleLatent(job));
}

}  // namespace weft::schedulers
