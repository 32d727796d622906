// Whether something keeps memory each time it is done.
#pragma once

#include <cstdint>
#include <functional>

namespace weft {

// About how many bytes are kept with each call, in the heap of the process; 0: none.
// What is kept once, or not every time, is no leak. Of
// calls that take long nothing is said.
uint64_t growth(const std::function<void()>& call);

}  // namespace weft
