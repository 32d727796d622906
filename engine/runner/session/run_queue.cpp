#include "run_queue.h"

#include <weft/isolation/workers.h>

#include "../signals.h"

namespace weft::runner {

RunQueue::RunQueue(Executor& executor, const NodeCatalog& catalog, Listener listener)
    : m_executor(executor), m_catalog(catalog), m_listener(std::move(listener)), m_thread([this] { work(); }) {}

RunQueue::~RunQueue() {
  close();
  m_thread.join();
}

void RunQueue::add(RunJob job, bool first) {
  const std::lock_guard lock(m_mutex);
  m_jobs.insert(first ? m_jobs.begin() : m_jobs.end(), std::move(job));
  m_changed.notify_all();
}

size_t RunQueue::cancel(std::optional<uint64_t> number) {
  const std::lock_guard lock(m_mutex);
  size_t count = 0;
  const auto ask = [&](const RunJob& job) {
    if ((number && job.number != *number) || job.cancel->cancelled()) return;
    job.cancel->cancel();
    ++count;
  };
  if (m_current) ask(*m_current);
  for (const RunJob& job : m_jobs) ask(job);
  return count;
}

size_t RunQueue::waiting() const {
  const std::lock_guard lock(m_mutex);
  return m_jobs.size();
}

std::optional<uint64_t> RunQueue::current() const {
  const std::lock_guard lock(m_mutex);
  return m_current ? std::optional(m_current->number) : std::nullopt;
}

void RunQueue::close() {
  const std::lock_guard lock(m_mutex);
  if (std::exchange(m_closed, true)) return;
  m_jobs.clear();
  if (m_current) m_current->cancel->cancel();
  RunInterrupt::endSoon();
  m_changed.notify_all();
}

void RunQueue::work() {
  std::unique_lock lock(m_mutex);
  for (;;) {
    m_changed.wait(lock, [this] { return m_closed || !m_jobs.empty(); });
    if (m_closed) return;
    m_current = std::move(m_jobs.front());
    m_jobs.pop_front();
    RunJob job = *m_current;
    lock.unlock();
    run(std::move(job));
    if (RunInterrupt::status() != 0) m_listener.interrupted();
    lock.lock();
    m_current.reset();
  }
}

void RunQueue::run(RunJob job) {
  // Results of earlier runs may hold objects of a plugin whose process has ended since.
  if (const uint64_t lost = lostWorkers(); lost != m_lostWorkers) {
    m_lostWorkers = lost;
    m_executor.clearCache();
  }
  m_listener.starts(job);
  TrainingNodes training(m_catalog);
  // The end is told when everything else about the run is known, and what it held is given back.
  Event finished;
  RunResult result;
  {
    const RunInterrupt interrupt(*job.cancel, [&] { return training.any(); });
    result = m_executor.run(*job.plan, job.options, *job.cancel, [&](const Event& event) {
      training.event(event);
      if (event.kind == Event::Kind::RunFinished) {
        finished = event;
      } else {
        m_listener.event(job, event);
      }
    });
  }
  m_listener.ended(job, std::move(result));
  job.plan.reset();
  {
    const std::lock_guard lock(m_mutex);
    m_current->plan.reset();
  }
  m_listener.event(job, finished);
}

}  // namespace weft::runner
