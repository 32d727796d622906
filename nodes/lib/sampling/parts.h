// What samplings are made of, checked, and how one begins.
#pragma once

#include <cstdint>
#include <span>

#include <weft/sdk/denoiser.h>

#include "sampling/schedules/times.h"

namespace weft::sampling {

// The times as they can be used: two at least, falling, within what the denoiser knows. Failure else. Sigmas are passed
// on rounded (14.615 for 14.61464): a first one that lies that little above the denoiser's last time is that time.
Times checkedTimes(const Value& sigmas, const weft_denoiser_info& info);

// [N, C, H, W] with the denoiser's channels, float32 or float64; empty where the value is. Failure else.
Tensor checkedLatent(const Value& value, const char* what, const weft_denoiser_info& info);

// The latent for each of the noises, whose channels, height and width it has: it has as many rows, or one. Failure
// else.
Tensor fittedTo(const Tensor& noise, const Tensor& latent);

// A run for latents of this shape, on the CPU; schedule and conditioning may be empty.
DenoiserRunRef beginDenoiser(const DenoiserRef& denoiser, std::span<const int64_t> shape, const Value& schedule,
                             const Value& conditioning, uint32_t threads);

}  // namespace weft::sampling
