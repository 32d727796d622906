// NodeCall::parallel() on oneTBB.
#pragma once

#include <functional>

#include <oneapi/tbb/task_arena.h>

#include <weft/base/result.h>

namespace weft {

using Cancelled = std::function<bool()>;  // any thread
using ParallelBody = std::function<Result<void>(size_t begin, size_t end)>;

// Runs body over parts of [0, count) of at most `grain`; how it is cut depends on these two numbers alone, so that
// sums over parts do not depend on threads or timing. In `arena`, or where the calling thread is when it is nullptr.
// While the caller waits for other parts it starts nothing else: no other node runs inside this one. The error is that
// of the first part in order among those that ran. No exception leaves it.
Result<void> runParallel(tbb::task_arena* arena, const Cancelled& cancelled, size_t count, size_t grain,
                         const ParallelBody& body);

}  // namespace weft
