// Events on their way to the sink: pushed anywhere, also under a lock, and delivered in that order by one thread at a
// time, never under a lock.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

#include <weft/exec/events.h>

namespace weft {

class EventQueue {
 public:
  explicit EventQueue(const EventSink& sink) : m_sink(sink), m_start(std::chrono::steady_clock::now()) {}

  void push(Event event);  // stamps the time; does not call the sink
  void deliver();          // what is queued; when another thread is at it, that one takes this thread's events too
  void finish();           // returns when everything has been delivered
  double seconds() const;  // since the run started

 private:
  const EventSink& m_sink;
  const std::chrono::steady_clock::time_point m_start;
  std::mutex m_mutex;
  std::condition_variable m_idle;
  std::vector<Event> m_events;
  bool m_delivering = false;
};

}  // namespace weft
