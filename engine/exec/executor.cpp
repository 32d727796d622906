#include <weft/exec/executor.h>

#include <algorithm>
#include <mutex>

#include <oneapi/tbb/info.h>

#include "run.h"
#include "scheduler.h"

namespace weft {
namespace {

std::string_view statusName(RunResult::Status status) {
  switch (status) {
    case RunResult::Status::Done:
      return "done";
    case RunResult::Status::Failed:
      return "failed";
    default:
      return "cancelled";
  }
}

}  // namespace

struct Executor::State {
  explicit State(ExecutorOptions executorOptions) : options(std::move(executorOptions)), cache(options) {}

  const ExecutorOptions options;
  ResultCache cache;
  std::mutex running;  // one run at a time
};

Executor::Executor(ExecutorOptions options) : m_state(std::make_unique<State>(std::move(options))) {}
Executor::~Executor() = default;

std::optional<std::vector<Value>> Executor::find(const Key& key) const {
  auto found = m_state->cache.find(key);
  if (!found) return std::nullopt;
  return std::move(found->outputs);
}

void Executor::clearCache() { m_state->cache.memory().clear(); }

RunResult Executor::run(const Plan& plan, const RunOptions& options, const CancelToken& cancel, const EventSink& sink) {
  const std::lock_guard lock(m_state->running);
  const int cores = std::max(1, tbb::info::default_concurrency());
  EventQueue events(sink);
  RunResult result;
  {
    Run run(plan, options, cancel, events, options.useCache ? &m_state->cache : nullptr, cores);
    Event started;
    started.kind = Event::Kind::RunStarted;
    started.nodes = run.nodeCount();
    events.push(std::move(started));
    result = run.result();
  }
  m_state->cache.finish(result.status == RunResult::Status::Cancelled);

  Event finished;
  finished.kind = Event::Kind::RunFinished;
  finished.seconds = events.seconds();
  finished.status = statusName(result.status);
  finished.executed = result.executed;
  finished.cachedCount = result.cached;
  finished.failed = result.failed;
  finished.skippedCount = result.skipped;
  events.push(std::move(finished));
  events.finish();
  return result;
}

}  // namespace weft
