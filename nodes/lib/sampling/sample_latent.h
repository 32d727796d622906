// The sampling loop.
#pragma once

#include <functional>

#include "sampling/sampler.h"

namespace weft::sampling {

// After each step; x0 is the estimate, or empty; x is empty from adaptive solvers. May throw to stop.
using ReportStep = std::function<void(uint64_t step, uint64_t total, const SolverStep& state)>;

// The latent at the last time, on the CPU. Failure where the parts do not fit each other.
Value sampleLatent(const SamplingParts& parts, uint32_t threads, const ReportStep& report = {});

}  // namespace weft::sampling
