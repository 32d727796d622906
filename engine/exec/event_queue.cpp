#include "event_queue.h"

#include <algorithm>

namespace weft {

void EventNote::fill(Event& event) const {
  event.kind = kind;
  event.node = *node;
  event.type = *type;
  event.cached = cached;
  event.skipped = skipped;
  event.seconds = seconds;
  event.calls = calls;
  event.bytes = bytes;
  event.peakBytes = peakBytes;
  event.memory = memory;
  event.lane.assign(lane ? std::string_view(*lane) : std::string_view());
}

void EventQueue::setTime(Clock::time_point now) {
  m_seconds = std::max(m_seconds, std::chrono::duration<double>(now - m_start).count());
}

void EventQueue::push(const EventNote& note) {
  if (m_sink) m_queued.push_back({note, m_seconds, nullptr});
}

void EventQueue::push(Event event) {
  if (!m_sink) return;
  event.time = m_seconds;
  m_queued.push_back({{}, m_seconds, std::make_unique<Event>(std::move(event))});
}

void EventQueue::deliver(std::unique_lock<std::mutex>& lock) {
  if (m_delivering) return;
  m_delivering = true;
  while (!m_queued.empty()) {
    m_batch.swap(m_queued);
    lock.unlock();
    for (const Entry& entry : m_batch) tell(entry);
    m_batch.clear();  // previews are dropped outside the lock as well
    lock.lock();
  }
  m_delivering = false;
}

void EventQueue::tell(const Entry& entry) {
  if (entry.event) return m_sink(*entry.event);
  entry.note.fill(m_event);
  m_event.time = entry.time;
  m_sink(m_event);
}

}  // namespace weft
