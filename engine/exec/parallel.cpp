#include "parallel.h"

#include <exception>
#include <mutex>
#include <optional>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <weft/value/memory.h>
#include <weft/value/shared_memory.h>

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

// A parallel loop under way: on the stack of the thread that waits for it.
class Loop {
 public:
  Loop(const Cancelled& cancelled, size_t count, size_t grain, const ParallelBody& body)
      : m_cancelled(cancelled),
        m_body(body),
        m_range(0, count, grain == 0 ? 1 : grain),
        m_owner(MemoryOwner::current()),
        m_crosses(SharedMemoryScope::current()) {}

  void run() {
    tbb::this_task_arena::isolate([this]() WEFT_CARRIED_BY_TBB {
      tsanAcquire(this);
      runParts();
      tsanRelease(this);
    });
  }
  Result<void> result() const { return m_error.result(); }

 private:
  void runParts() {
    tsanRelease(this);
    tbb::parallel_for(
        m_range,
        [this](const tbb::blocked_range<size_t>& range) WEFT_CARRIED_BY_TBB {
          tsanAcquire(this);
          addPart(range.begin(), range.end());
          tsanRelease(this);
        },
        tbb::simple_partitioner(), m_context);
    tsanAcquire(this);
  }

  void addPart(size_t begin, size_t end) {
    auto part = runPart(begin, end);
    if (part) return;
    m_error.add(begin, std::move(part).error());
    m_context.cancel_group_execution();
  }

  Result<void> runPart(size_t begin, size_t end) const {
    if (m_cancelled()) return makeError(ErrorCode::Cancelled, "cancelled");
    const MemoryScope memory(m_owner);
    const SharedMemoryScope shared(m_crosses);
    try {
      return m_body(begin, end);
    } catch (const std::bad_alloc&) {
      return makeError(ErrorCode::OutOfMemory, "out of memory");
    } catch (const std::exception& exception) {
      return makeError(ErrorCode::Internal, std::string("a part of a parallel loop threw: ") + exception.what());
    } catch (...) {
      return makeError(ErrorCode::Internal, "a part of a parallel loop threw something that is no std::exception");
    }
  }

  const Cancelled& m_cancelled;
  const ParallelBody& m_body;
  const tbb::blocked_range<size_t> m_range;
  MemoryOwner* const m_owner;  // of the thread that waits, and so is what follows
  const bool m_crosses;
  FirstError m_error;
  // Isolated: neither a sibling's cancelled group nor an enclosing one reaches this loop.
  tbb::task_group_context m_context{tbb::task_group_context::isolated};
};

}  // namespace

Result<void> runParallel(tbb::task_arena* arena, const Cancelled& cancelled, size_t count, size_t grain,
                         const ParallelBody& body) {
  if (count == 0) return {};
  Loop loop(cancelled, count, grain, body);
  tsanRelease(&loop);
  if (arena) {
    arena->execute([&loop]() WEFT_CARRIED_BY_TBB { loop.run(); });
  } else {
    loop.run();
  }
  tsanAcquire(&loop);
  return loop.result();
}

}  // namespace weft
