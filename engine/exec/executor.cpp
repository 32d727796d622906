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
  explicit State(ExecutorOptions executorOptions)
      : options(std::move(executorOptions)), devices(options.openDevice), cache(options) {}

  // A graph's outputs lie on the CPU. They have been fetched by the nodes that made them, unless memory was short
  // since.
  void fetch(RunResult& result) {
    for (auto output = result.outputs.begin(); output != result.outputs.end();) {
      auto onCpu = devices.moved(output->second, cpuDevice);
      if (onCpu) {
        output->second = *std::move(onCpu);
        ++output;
      } else {
        result.status = RunResult::Status::Failed;
        result.failures.push_back({output->first, "output", std::move(onCpu).error()});
        output = result.outputs.erase(output);
      }
    }
  }

  const ExecutorOptions options;
  Devices devices;  // before the cache, whose tensors may lie there
  ResultCache cache;
  std::mutex running;  // one run at a time
};

Executor::Executor(ExecutorOptions options) : m_state(std::make_unique<State>(std::move(options))) {}
Executor::~Executor() = default;

std::optional<std::vector<Value>> Executor::find(const Key& key) const {
  auto found = m_state->cache.find(key);
  if (!found) return std::nullopt;
  for (Value& value : found->outputs) {
    auto onCpu = m_state->devices.moved(value, cpuDevice);
    if (!onCpu) return std::nullopt;
    value = *std::move(onCpu);
  }
  return std::move(found->outputs);
}

void Executor::clearCache() { m_state->cache.memory().clear(); }

RunResult Executor::run(const Plan& plan, const RunOptions& options, const CancelToken& cancel, const EventSink& sink) {
  const std::lock_guard lock(m_state->running);
  const int cores = std::max(1, tbb::info::default_concurrency());
  EventQueue events(sink);
  RunResult result;
  Devices& devices = m_state->devices;
  devices.startRun();
  {
    Run run(plan, options, cancel, events, options.useCache ? &m_state->cache : nullptr, devices, cores);
    Event started;
    started.kind = Event::Kind::RunStarted;
    started.nodes = run.nodeCount();
    events.push(std::move(started));
    result = run.result();
  }
  m_state->cache.finish(result.status == RunResult::Status::Cancelled);
  m_state->fetch(result);
  devices.finishRun();
  const Devices::Copies copies = devices.copies();
  result.copiesIn = copies.in;
  result.copiesOut = copies.out;
  result.copiedBytes = copies.bytes;

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
