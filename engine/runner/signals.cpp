#include "signals.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <weft/base/atomic_file.h>
#include <weft/isolation/workers.h>

#include "exit_status.h"
#include "output.h"

namespace weft::runner {
namespace {

constexpr char signalled = 's', finished = 'f', crashed = 'c';
constexpr std::chrono::milliseconds patience(1000), checkpointPatience(10'000), lastWordsPatience(500);

// All that the handler touches.
std::atomic<CancelToken*> g_cancel{nullptr};
std::atomic<int> g_status{0};
std::atomic<int> g_pipe{-1};
static_assert(std::atomic<CancelToken*>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void onSignal(int number) {
  const int oldErrno = errno;
  const int status = number == SIGINT ? exitInterrupt : exitTerminate;
  CancelToken* cancel = g_cancel.load();
  if (!cancel) ::_exit(status);
  g_status = status;
  cancel->cancel();
  const char byte = signalled;
  [[maybe_unused]] const ssize_t written = ::write(g_pipe.load(), &byte, 1);
  errno = oldErrno;
}

// Files that are not complete must not stay; everything else may.
[[noreturn]] void leave(int status) {
  endWorkers();
  removeTemporaryFiles();
  ::_exit(status);
}

// What is said last comes first, before nodes fail because their workers go. It may have to wait for a lock, or for a
// reader that takes nothing: another thread keeps the time.
[[noreturn]] void endNow(int status, const std::function<void()>& lastWords) {
  if (lastWords) {
    try {
      std::thread([status] {
        std::this_thread::sleep_for(lastWordsPatience);
        leave(status);
      }).detach();
      lastWords();
    } catch (const std::exception&) {  // no thread, or no memory: then nothing is said
    }
  }
  leave(status);
}

int g_readEnd = -1;

}  // namespace

void installSignals() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0) {
    g_readEnd = ends[0];
    g_pipe = ends[1];
  }
  struct sigaction action {};
  action.sa_handler = onSignal;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  action.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &action, nullptr);
  ::sigaction(SIGXFSZ, &action, nullptr);
}

void endAfterCrash() {
  if (!g_cancel.load()) return;
  const char byte = crashed;
  [[maybe_unused]] const ssize_t written = ::write(g_pipe.load(), &byte, 1);
  const timespec time{.tv_sec = 0, .tv_nsec = 500'000'000};
  ::nanosleep(&time, nullptr);
}

int RunInterrupt::status() { return g_status; }

void RunInterrupt::endSoon() {
  if (!g_cancel.load()) return;
  const char byte = signalled;
  [[maybe_unused]] const ssize_t written = ::write(g_pipe.load(), &byte, 1);
}

RunInterrupt::RunInterrupt(CancelToken& cancel, std::function<bool()> mayTakeLonger, std::function<void()> lastWords)
    : m_mayTakeLonger(std::move(mayTakeLonger)), m_lastWords(std::move(lastWords)) {
  m_watcher = std::thread([this] { watch(); });
  g_cancel = &cancel;
}

RunInterrupt::~RunInterrupt() {
  g_cancel = nullptr;
  const char byte = finished;
  [[maybe_unused]] const ssize_t written = ::write(g_pipe.load(), &byte, 1);
  m_watcher.join();
}

char RunInterrupt::wait(std::chrono::milliseconds time) const {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + time;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) return 0;
    pollfd ready{g_readEnd, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(left.count())) <= 0) continue;
    char byte = 0;
    if (::read(g_readEnd, &byte, 1) == 1) return byte;
  }
}

void RunInterrupt::watch() {
  char byte = 0;
  while (byte == 0) byte = wait(std::chrono::hours(1));
  if (byte == signalled) {
    byte = wait(patience);
    for (auto left = checkpointPatience - patience; byte == 0 && left.count() > 0 && m_mayTakeLonger();
         left -= patience) {
      byte = wait(patience);
    }
  }
  if (byte == crashed) endNow(exitFailed, {});  // nothing that allocates or locks can be relied on
  if (byte != finished) endNow(g_status, m_lastWords);
}

}  // namespace weft::runner
