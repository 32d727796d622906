#include <weft/exec/executor.h>

#include <algorithm>
#include <mutex>

#include <oneapi/tbb/info.h>

#include <weft/value/memory.h>

#include "run.h"

namespace weft {

struct Executor::State {
  explicit State(ExecutorOptions executorOptions)
      : options(std::move(executorOptions)), devices(options.openDevice), cache(options) {}

  // A result that somebody still reads frees nothing when it leaves the cache.
  void relieve(weft_device_id device, uint64_t bytes) {
    const uint64_t before = memoryUse(device).bytes;
    for (uint64_t freed = 0; freed < bytes; freed = before - std::min(before, memoryUse(device).bytes)) {
      if (cache.memory().free(bytes - freed) == 0) return;
    }
  }

  const ExecutorOptions options;
  Devices devices;  // before the cache, whose tensors may lie there
  ResultCache cache;
  MemoryPeaks peaks;  // that runs have measured
  const MemoryReliever reliever{[this](weft_device_id device, uint64_t bytes) { relieve(device, bytes); }};
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

Executor::CacheUse Executor::cacheUse() const {
  return {m_state->cache.memory().bytes(), m_state->cache.memory().budget()};
}

RunResult Executor::run(const Plan& plan, const RunOptions& options, const CancelToken& cancel, const EventSink& sink) {
  const std::lock_guard lock(m_state->running);
  const int cores = std::max(1, tbb::info::default_concurrency());
  RunResult result = Run(plan, options, cancel, sink, options.useCache ? &m_state->cache : nullptr, m_state->devices,
                         m_state->peaks, cores)
                         .result();
  retireMemoryOwners();
  return result;
}

}  // namespace weft
