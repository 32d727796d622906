// Nodes of this process that take longer than --node-timeout. Nothing can end them, so every half a minute they are
// told of on standard error.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include <weft/exec/events.h>
#include <weft/graph/node_type.h>

namespace weft::runner {

class SlowNodes {
 public:
  SlowNodes(const NodeCatalog& catalog, double timeoutSeconds, double intervalSeconds = 30);
  ~SlowNodes();
  SlowNodes(const SlowNodes&) = delete;
  SlowNodes& operator=(const SlowNodes&) = delete;

  void event(const Event& event);  // any thread

 private:
  using Clock = std::chrono::steady_clock;
  struct Call {
    Clock::time_point start, nextReport;
  };
  void watch();

  const NodeCatalog& m_catalog;
  const Clock::duration m_timeout, m_interval;
  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::map<std::string, Call> m_calls;  // by node
  bool m_isOver = false;
  std::thread m_watcher;  // last: it uses the others
};

}  // namespace weft::runner
