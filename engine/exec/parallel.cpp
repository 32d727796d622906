#include "parallel.h"

#include <exception>
#include <mutex>
#include <optional>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include "tsan.h"

namespace weft {
namespace {

// The error of the earliest part.
class FirstError {
 public:
  void add(size_t begin, Error error) {
    const std::lock_guard lock(m_mutex);
    if (m_error && m_begin <= begin) return;
    m_begin = begin;
    m_error = std::move(error);
  }
  Result<void> result() const { return m_error ? Result<void>(*m_error) : Result<void>(); }

 private:
  std::mutex m_mutex;
  size_t m_begin = 0;
  std::optional<Error> m_error;
};

Result<void> runPart(const CancelToken& cancel, const ParallelBody& body, size_t begin, size_t end) {
  if (cancel.cancelled()) return makeError(ErrorCode::Cancelled, "cancelled");
  try {
    return body(begin, end);
  } catch (const std::bad_alloc&) {
    return makeError(ErrorCode::OutOfMemory, "out of memory");
  } catch (const std::exception& exception) {
    return makeError(ErrorCode::Internal, std::string("a part of a parallel loop threw: ") + exception.what());
  } catch (...) {
    return makeError(ErrorCode::Internal, "a part of a parallel loop threw something that is no std::exception");
  }
}

}  // namespace

Result<void> runParallel(tbb::task_arena* arena, const CancelToken& cancel, size_t count, size_t grain,
                         const ParallelBody& body) {
  if (count == 0) return {};
  FirstError error;
  // Isolated: neither a sibling's cancelled group nor an enclosing one reaches this loop.
  tbb::task_group_context context(tbb::task_group_context::isolated);
  const auto loop = [&] {
    tbb::this_task_arena::isolate([&] {
      tsanRelease(&error);
      tbb::parallel_for(
          tbb::blocked_range<size_t>(0, count, grain == 0 ? 1 : grain),
          [&](const tbb::blocked_range<size_t>& range) {
            tsanAcquire(&error);
            if (auto part = runPart(cancel, body, range.begin(), range.end()); !part) {
              error.add(range.begin(), std::move(part).error());
              context.cancel_group_execution();
            }
            tsanRelease(&error);
          },
          tbb::simple_partitioner(), context);
      tsanAcquire(&error);
    });
  };
  if (arena) {
    arena->execute(loop);
  } else {
    loop();
  }
  return error.result();
}

}  // namespace weft
