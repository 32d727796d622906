#pragma once

#include <optional>

#include <weft/sdk/autoencoder.h>
#include <weft/sdk/call.h>
#include <weft/sdk/solver.h>

#include "sampling/latents/latent_picture.h"

namespace weft::schedulers {

// The picture in the making after a step, where somebody wants it: what the autoencoder shows of it, or the latent.
inline void showStep(Call& call, const std::optional<AutoencoderRef>& autoencoder, const SolverStep& step) {
  const Value latent = step.x0 ? step.x0 : step.x;
  if (!latent || !call.wantsPreview()) return;
  call.preview(autoencoder ? autoencoder->decode(latent) : Value(sampling::latentPicture(Tensor(latent))));
}

template <class Port>
std::optional<AutoencoderRef> autoencoderOf(const Call& call, const Port& port) {
  if (!call.has(port)) return std::nullopt;
  return call[port];
}

}  // namespace weft::schedulers
