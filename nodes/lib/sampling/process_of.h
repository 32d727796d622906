// Processes across the border: what a denoiser of one's own tells of its process, and the times of another's.
#pragma once

#include <functional>

#include <weft/sdk/denoiser.h>

#include "diffusion/prediction.h"
#include "diffusion/process.h"

namespace weft::sampling {

// Fills in process, t_minimum, t_maximum and the steps' times, which lie in the process. struct_size is set.
void describeProcess(const diffusion::Process& process, weft_denoiser_info& info);

inline weft_coefficients toAbi(const diffusion::Coefficients& c) { return {c.a, c.b, c.da, c.db}; }
inline diffusion::Coefficients fromAbi(const weft_coefficients& c) { return {c.a, c.b, c.da, c.db}; }

diffusion::Target targetOf(int32_t predicts);  // of WEFT_PREDICTS_…; Failure for others
int32_t predictsOf(diffusion::Target target);

// Failure unless t lies between the first and the last time of the denoiser that tells it.
void checkTime(const weft_denoiser_info& info, double t);

// The time between a denoiser's first and last at which b / a is this ratio, or the nearest of both ends. Processes get
// noisier with time; `at` gives the coefficients, in whatever unit the time is.
double timeOfRatio(const std::function<weft_coefficients(double)>& at, const weft_denoiser_info& info, double ratio);

}  // namespace weft::sampling
