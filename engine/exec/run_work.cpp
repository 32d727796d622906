// What happens on the lanes' threads: ready nodes are called, or read from the cache, one after the other.
#include <utility>

#include "run.h"
#include "scheduler.h"

namespace weft {

// An exception here could only be out of memory in the bookkeeping, or a sink's: ended by it, the run would wait for
// ever.
void Run::work(const LaneSeat& seat) noexcept {
  Leavings leavings;
  std::unique_lock lock(m_mutex);
  m_events.setTime(EventQueue::Clock::now());
  for (auto job = m_dispatch.arrive(seat); job; job = m_dispatch.next(seat)) {
    Scheduler& scheduler = *job->scheduler;
    if (job->reading) {
      readKept(*job, lock, leavings);
      continue;
    }
    MemoryNeed need;
    if (!admit(*job, need, lock)) continue;
    NodeRun* run = scheduler.begin(job->node, leavings);
    if (!run) leaveGroup(scheduler, job->node, leavings);
    forget(scheduler, leavings);
    tidy(leavings);
    if (run) began(*run, need);
    readmit();
    if (!run) continue;
    m_dispatch.wake();
    // Light nodes are mostly shorter than telling of them: that is done for many at once, or by wait() within 10 ms.
    if (seat.lane.kind != LaneKind::Light || m_events.isLong()) m_events.deliver(lock);
    lock.unlock();
    leavings.clear();
    // While it is Running, this thread alone has what `run` points to.
    std::optional<CachedResult> toKeep;
    Result<CallOutcome> outcome = call(*run, *job, seat, toKeep);
    const PlannedNode& node = scheduler.planned(job->node);
    lock.lock();
    run->tellCall(m_events, seat);
    if (!setAsideAgain(*job, *run, need, outcome)) scheduler.finishCall(job->node, std::move(outcome), leavings);
    const bool keeps = toKeep && scheduler.hasSucceeded(job->node);
    tidy(leavings);
    readmit();
    if (!toKeep) continue;
    m_dispatch.wake();
    lock.unlock();
    if (keeps) m_cache->store(node.key, node.type->id, *std::exchange(toKeep, std::nullopt));
    toKeep.reset();
    lock.lock();
  }
  m_dispatch.wake();
  m_events.deliver(lock);
}

void Run::readKept(const Job& job, std::unique_lock<std::mutex>& lock, Leavings& leavings) {
  Scheduler& scheduler = *job.scheduler;
  if (scheduler.beginReading(job.node)) {
    const PlannedNode& node = scheduler.planned(job.node);
    m_dispatch.wake();
    m_events.deliver(lock);
    lock.unlock();
    leavings.clear();
    std::optional<CachedResult> result = m_cache->read(node.key, node.type->id);
    lock.lock();
    scheduler.finishReading(job.node, std::move(result), leavings);
  }
  forget(scheduler, leavings);
  tidy(leavings);
}

// `toKeep`: of a node with bodies, once it is certain that it has succeeded; those of others are kept at once.
Result<CallOutcome> Run::call(NodeRun& run, const Job& job, const LaneSeat& seat, std::optional<CachedResult>& toKeep) {
  Result<CallOutcome> outcome = run.work(seat);
  if (outcome && *outcome != CallOutcome::Done) return outcome;
  if (!outcome && run.canTryAlone(outcome.error())) return outcome;  // with the same inputs
  run.dropInputs();
  if (!outcome || !job.scheduler->isCacheable(job.node)) return outcome;
  const PlannedNode& node = job.scheduler->planned(job.node);
  if (m_options.checkCache) {
    if (const auto kept = m_cache->findAnywhere(node.key, node.type->id)) {
      auto compared = compareWithKept(node, *kept, run.outputs(), run.threads(), m_options.deterministic);
      if (!compared) return std::move(compared).error();
      return outcome;
    }
  }
  if (!m_cache->mayKeep(run.seconds())) return outcome;
  CachedResult result{run.outputs(), run.seconds(), run.threads()};
  if (node.bodies.empty()) {
    m_cache->store(node.key, node.type->id, std::move(result));
  } else {
    toKeep = std::move(result);
  }
  return outcome;
}

}  // namespace weft
