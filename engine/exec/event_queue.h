// Events on their way to the sink: pushed anywhere, and delivered in that order by one thread at a time. The queue is
// guarded by the run's lock; only while the sink is called is the lock given back.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include <weft/exec/events.h>

namespace weft {

// What most events have to say, in a form that is cheap to hand on. What it points to lives as long as the run.
struct EventNote {
  Event::Kind kind = Event::Kind::NodeStarted;
  bool cached = false, skipped = false;
  const std::string* node = nullptr;
  const std::string* type = nullptr;
  const std::string* lane = nullptr;
  double seconds = 0;
  uint64_t calls = 0, bytes = 0, peakBytes = 0, memory = 0;

  void fill(Event& event) const;  // all but its time and what a note does not have
};

class EventQueue {
 public:
  using Clock = std::chrono::steady_clock;

  explicit EventQueue(const EventSink& sink) : m_sink(sink), m_start(Clock::now()) {}

  // With the lock held. Events bear the latest time that was told; the clock is not read for each.
  void setTime(Clock::time_point now);
  void push(const EventNote& note);
  void push(Event event);
  // What is queued; when another thread is at it, that one takes this thread's events too.
  void deliver(std::unique_lock<std::mutex>& lock);
  bool isLong() const { return m_queued.size() >= 64; }  // worth a delivery of its own
  double seconds() const { return m_seconds; }           // since the run started

 private:
  struct Entry {
    EventNote note;
    double time = 0;
    std::unique_ptr<Event> event;  // in place of the note
  };
  void tell(const Entry& entry);

  const EventSink& m_sink;
  const Clock::time_point m_start;
  double m_seconds = 0;
  bool m_delivering = false;
  std::vector<Entry> m_queued;
  // Of the thread that delivers.
  std::vector<Entry> m_batch;
  Event m_event;
};

}  // namespace weft
