#include "invert.h"

#include "sampling/inversion.h"

namespace weft::schedulers {

void Invert::process(Call& call) {
  sampling::InversionParts parts;
  parts.denoiser = call[denoiser];
  parts.sigmas = call[sigmas];
  parts.latent = call[latent];
  if (call.has(conditioning)) parts.conditioning = call[conditioning];
  if (call.has(solver)) parts.solver = call[solver];
  parts.iterations = call[iterations];
  parts.tolerance = call[tolerance];
  call.set(inverted, sampling::invertLatent(parts, call.threads(), [&](uint64_t step, uint64_t total) {
             call.progress(step, total, "inverting");
           }));
}

}  // namespace weft::schedulers
