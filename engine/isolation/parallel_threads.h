// Parallel loops in a worker, which has no threads but those of its calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include <weft/base/result.h>

namespace weft {

// Runs body(begin, end) over parts of [0, count) on at most so many threads, this one included. The parts depend on
// count and grain alone, and are those that the executor makes: halves, until no part is longer than the grain. Returns
// the error of the earliest part.
Result<void> runInThreads(uint32_t threads, const std::function<bool()>& cancelled, size_t count, size_t grain,
                          const std::function<Result<void>(size_t begin, size_t end)>& body);

}  // namespace weft
