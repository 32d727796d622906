// Nodes and memory: which of those that are ready may start, and what is tried when one lacked memory.
#include "run.h"
#include "scheduler.h"

namespace weft {

MemoryNeed Run::needOf(const Job& job) const {
  const NodeRun* run = job.scheduler->nodeRun(job.node);
  if (run && run->triesAlone()) return {};
  return m_admission.needOf(job.scheduler->planned(job.node), job.scheduler->inputBytes(job.node));
}

bool Run::admit(const Job& job, MemoryNeed& need, std::unique_lock<std::mutex>& lock) {
  if (!m_admission.isLimited() || !job.scheduler->isReady(job.node)) return true;
  need = needOf(job);
  if (m_admission.admits(need)) return true;
  if (need.known) {
    const uint64_t wanted = m_admission.wanted(need);
    lock.unlock();  // what is given up is destroyed here, and that may do anything
    relieveMemory(cpuDevice, wanted);
    lock.lock();
    if (m_admission.admits(need)) return true;
  }
  m_aside.push(job);
  return false;
}

void Run::began(const NodeRun& run, const MemoryNeed& need) {
  if (m_admission.isLimited()) m_admission.began(run.memory(), need);
}

bool Run::setAsideAgain(const Job& job, const NodeRun& run, const MemoryNeed& need,
                        const Result<CallOutcome>& outcome) {
  const bool hadCompany = m_admission.ended(run.memory());
  if (outcome) {
    if (m_admission.isLimited()) {
      m_peaks.learn(job.scheduler->planned(job.node).type->id, need.inputBytes, run.peakBytes());
    }
    return false;
  }
  if (!hadCompany || !run.canTryAlone(outcome.error()) || !job.scheduler->tryAlone(job.node)) return false;
  m_aside.push(job);
  return true;
}

// One at a time: the next one follows when this has begun, or turned out not to fit after all and something has ended.
void Run::readmit() {
  if (m_aside.empty()) return;
  const Job job = m_aside.top();
  if (job.scheduler->isReady(job.node) && !m_admission.admits(needOf(job))) return;
  m_aside.pop();
  m_dispatch.push(job.scheduler->placement(job.node), job);
}

}  // namespace weft
