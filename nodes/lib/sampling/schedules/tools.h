// What is done with a schedule that is there.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "sampling/schedules/times.h"

namespace weft::sampling {

// One after the other; where one begins at the time that the one before ends at, it counts once. Failure unless the
// whole falls, or the whole rises.
Times joined(const std::vector<Times>& parts);

// Up to the time of this step, and from it on, both including it. 0 <= step <= times - 1; Failure else.
std::pair<Times, Times> splitAt(const Times& times, int64_t step);

// Adds `steps` - 1 times between each two, of which the first lies between `from` and `to`, at shares of the way that
// are "linear", "cosine" (denser at the end) or "sine" (denser at the beginning).
Times extended(const Times& times, int64_t steps, double from, double to, std::string_view spacing);

}  // namespace weft::sampling
