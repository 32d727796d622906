#include "parallel_threads.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <weft/value/foreign_call.h>
#include <weft/value/memory.h>
#include <weft/value/shared_memory.h>

namespace weft {
namespace {

class Loop {
 public:
  Loop(size_t count, size_t grain, const std::function<bool()>& cancelled,
       const std::function<Result<void>(size_t, size_t)>& body)
      : m_cancelled(cancelled), m_body(body), m_owner(MemoryOwner::current()), m_crosses(SharedMemoryScope::current()) {
    cut(count, std::max<size_t>(grain, 1));
  }

  size_t partCount() const { return m_parts.size(); }

  void work() {
    const MemoryScope memory(m_owner);
    const SharedMemoryScope shared(m_crosses);
    for (size_t part = m_next++; part < m_parts.size(); part = m_next++) {
      if (auto done = run(m_parts[part]); !done) return fail(m_parts[part].first, std::move(done).error());
    }
  }

  Result<void> result() const { return m_error ? Result<void>(*m_error) : Result<void>(); }

 private:
  using Part = std::pair<size_t, size_t>;

  void cut(size_t count, size_t grain) {
    std::vector<Part> open{{0, count}};
    while (!open.empty()) {
      const auto [begin, end] = open.back();
      open.pop_back();
      if (end - begin <= grain) {
        m_parts.emplace_back(begin, end);
        continue;
      }
      const size_t middle = begin + (end - begin) / 2;
      open.emplace_back(middle, end);
      open.emplace_back(begin, middle);
    }
  }

  Result<void> run(const Part& part) const {
    if (m_cancelled()) return makeError(ErrorCode::Cancelled, "cancelled");
    try {
      return m_body(part.first, part.second);
    } catch (...) {
      return currentException("a part of a parallel loop");
    }
  }

  void fail(size_t begin, Error error) {
    m_next = m_parts.size();
    const std::lock_guard lock(m_mutex);
    if (m_error && m_errorAt <= begin) return;
    m_errorAt = begin;
    m_error = std::move(error);
  }

  const std::function<bool()>& m_cancelled;
  const std::function<Result<void>(size_t, size_t)>& m_body;
  MemoryOwner* const m_owner;  // of the thread that waits, and so is what follows
  const bool m_crosses;
  std::vector<Part> m_parts;
  std::atomic<size_t> m_next{0};
  std::mutex m_mutex;
  size_t m_errorAt = 0;
  std::optional<Error> m_error;
};

}  // namespace

Result<void> runInThreads(uint32_t threads, const std::function<bool()>& cancelled, size_t count, size_t grain,
                          const std::function<Result<void>(size_t begin, size_t end)>& body) {
  if (count == 0) return {};
  Loop loop(count, grain, cancelled, body);
  std::vector<std::jthread> others;
  const size_t helpers = std::min<size_t>(threads, loop.partCount()) - 1;
  try {
    while (others.size() < helpers) others.emplace_back([&loop] { loop.work(); });
  } catch (const std::system_error&) {  // fewer threads than wished for
  }
  loop.work();
  others.clear();
  return loop.result();
}

}  // namespace weft
