// The runs of a session: one at a time, in the order they were asked for, on a thread of their own.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <weft/exec/executor.h>

#include "../training_nodes.h"

namespace weft::runner {

struct RunJob {
  uint64_t number = 0;
  std::shared_ptr<const Plan> plan;
  RunOptions options;
  int64_t pictureSide = 0;  // of the pictures that are told with its events; 0: none
  std::shared_ptr<CancelToken> cancel = std::make_shared<CancelToken>();
};

class RunQueue {
 public:
  struct Listener {  // all are called one at a time, on threads of the run
    std::function<void(const RunJob& job)> starts;
    std::function<void(const RunJob& job, const Event& event)> event;
    std::function<void(const RunJob& job, RunResult result)> ended;  // before the event run-finished
    std::function<void()> interrupted;  // SIGINT or SIGTERM stopped the run: the session is to end
  };
  RunQueue(Executor& executor, const NodeCatalog& catalog, Listener listener);
  ~RunQueue();  // close(), and waits for the run

  void add(RunJob job, bool first);  // first: before those that wait
  // Asks the runs to stop that are under way or waiting, or the one of that number. How many were asked.
  size_t cancel(std::optional<uint64_t> number);
  size_t waiting() const;                   // how many have not begun
  std::optional<uint64_t> current() const;  // the run under way
  // No more runs. What is under way has a second to stop (ten, where it trains); then the process ends with status 0.
  void close();

  static constexpr size_t mostWaiting = 1000;

 private:
  void work();
  void run(RunJob job);

  Executor& m_executor;
  const NodeCatalog& m_catalog;
  const Listener m_listener;
  mutable std::mutex m_mutex;
  std::condition_variable m_changed;
  std::deque<RunJob> m_jobs;
  std::optional<RunJob> m_current;
  uint64_t m_lostWorkers = 0;  // when the last run began
  bool m_closed = false;
  std::thread m_thread;
};

}  // namespace weft::runner
