// Two denoisers, each for its part of a sampling.
#pragma once

#include <memory>

#include "guidance/schedule.h"

#include <weft/sdk/denoiser.h>

namespace weft::guidance {

// `inside` where the interval contains the time, else `outside`. Failure where they do not fit each other.
std::unique_ptr<Object> makeSwitched(DenoiserRef inside, DenoiserRef outside, const Interval& interval);

}  // namespace weft::guidance
