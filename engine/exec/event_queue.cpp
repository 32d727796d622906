#include "event_queue.h"

namespace weft {

double EventQueue::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
}

void EventQueue::push(Event event) {
  if (!m_sink) return;
  const std::lock_guard lock(m_mutex);
  event.time = seconds();
  m_events.push_back(std::move(event));
}

void EventQueue::deliver() {
  std::unique_lock lock(m_mutex);
  if (m_delivering) return;
  m_delivering = true;
  while (!m_events.empty()) {
    std::vector<Event> batch;
    batch.swap(m_events);
    lock.unlock();
    for (const Event& event : batch) m_sink(event);
    batch.clear();  // previews are dropped outside the lock as well
    lock.lock();
  }
  m_delivering = false;
  m_idle.notify_all();
}

void EventQueue::finish() {
  deliver();
  std::unique_lock lock(m_mutex);
  m_idle.wait(lock, [this] { return !m_delivering && m_events.empty(); });
}

}  // namespace weft
