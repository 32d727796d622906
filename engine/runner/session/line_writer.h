// Everything a session says, as whole lines on one thread of its own, so that nobody who computes waits for a reader
// that does not read. What waits stays bounded: of progress only the latest of each node is kept; everything else about
// a run is said once for each node, and replies wait for room.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

#include <weft/base/json.h>
#include <weft/exec/events.h>

namespace weft::runner {

class LineWriter {
 public:
  // `format` turns an event of a run to JSON, null for nothing, on the writer's thread, in order. `closed` is called
  // there once when nobody reads any more.
  using Format = std::function<Json(uint64_t run, const Event& event)>;
  LineWriter(int descriptor, Format format, std::function<void()> closed);
  ~LineWriter();  // says what it can within a moment
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  void reply(const Json& json);                  // waits while too much is unread; not for a thread that computes
  void event(uint64_t run, const Event& event);  // never waits

 private:
  struct Item {
    std::string text;  // of a reply; empty: an event
    uint64_t run = 0;
    Event event;
  };
  void work();
  bool write(std::string_view text);

  const int m_descriptor;
  const Format m_format;
  const std::function<void()> m_whenClosed;
  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::deque<Item> m_items;
  std::unordered_map<std::string, size_t> m_progress;  // of a node: where in m_items
  size_t m_replyBytes = 0;
  bool m_closed = false, m_ending = false, m_ended = false;
  std::thread m_thread;
};

}  // namespace weft::runner
