// Memory that plugins got from the engine's allocator and have not given back.
#pragma once

#include <cstdint>

namespace weft {

uint64_t allocatedBytes();  // now
uint64_t allocatedPeak();   // the most there ever was at a time

}  // namespace weft
