// A schedule as a value of a graph.
#pragma once

#include <weft/sdk/tensor.h>

#include "sampling/schedules/times.h"

namespace weft::sampling {

Value valueOfTimes(const Times& times);  // [steps + 1], float64
Times timesOf(const Value& schedule);    // Failure where it is no row of numbers

}  // namespace weft::sampling
