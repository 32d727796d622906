#include <weft/exec/executor.h>

#include <algorithm>
#include <mutex>

#include <oneapi/tbb/info.h>

#include "run.h"

namespace weft {

struct Executor::State {
  explicit State(ExecutorOptions executorOptions) : options(std::move(executorOptions)), cache(options.sessionBytes) {}

  const ExecutorOptions options;
  SessionCache cache;
  std::mutex running;  // one run at a time
};

Executor::Executor(ExecutorOptions options) : m_state(std::make_unique<State>(std::move(options))) {}
Executor::~Executor() = default;

std::optional<std::vector<Value>> Executor::find(const Key& key) const { return m_state->cache.find(key); }

void Executor::clearCache() { m_state->cache.clear(); }

RunResult Executor::run(const Plan& plan, const RunOptions& options, const CancelToken& cancel, const EventSink& sink) {
  const std::lock_guard lock(m_state->running);
  const int cores = std::max(1, tbb::info::default_concurrency());
  Run run(plan, options, cancel, sink, options.useCache ? &m_state->cache : nullptr, cores);
  return run.result();
}

}  // namespace weft
