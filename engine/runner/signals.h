// SIGINT and SIGTERM: outside a run they end the process at once; during one they ask it to stop, and end the process
// when it does not, or when they come again. SIGPIPE and SIGXFSZ are errors of the write that caused them.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

#include <weft/exec/executor.h>

namespace weft::runner {

void installSignals();

// For a crash handler: has another thread remove what is incomplete and end the process with status 1. Returns only
// when that thread does not answer for half a second, or there is no run.
void endAfterCrash();

// While one exists, signals go to the run. One at a time.
class RunInterrupt {
 public:
  // `mayTakeLonger` is asked, from another thread, once the first second is over: whether a node may go on for up to
  // ten seconds in all, to write a checkpoint. `lastWords` is called from there, and has half a second, when the
  // process ends because of a signal although the run has not; may be empty.
  RunInterrupt(CancelToken& cancel, std::function<bool()> mayTakeLonger, std::function<void()> lastWords = {});
  ~RunInterrupt();
  RunInterrupt(const RunInterrupt&) = delete;
  RunInterrupt& operator=(const RunInterrupt&) = delete;

  static int status();  // 0, or what the process ends with because of a signal

  // The run was cancelled because the process is to end: it has as long as after a signal, and then the process ends
  // with status(). Nothing when there is no run. Any thread.
  static void endSoon();

 private:
  void watch();
  // Waits for a byte from the handler; 0: none came in time.
  char wait(std::chrono::milliseconds time) const;

  const std::function<bool()> m_mayTakeLonger;
  const std::function<void()> m_lastWords;
  std::thread m_watcher;
};

}  // namespace weft::runner
