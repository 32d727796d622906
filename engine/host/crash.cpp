#include <weft/host/crash.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <unistd.h>

#include <atomic>

#include "crash_stack.h"
#include "guard.h"

namespace weft {
namespace {

constexpr size_t crashStackBytes = size_t{64} << 10;
std::atomic<bool> g_installed{false};

// A message put together without allocating, as a signal handler must.
class Line {
 public:
  Line& add(const char* text) {
    const size_t bytes = std::min(std::strlen(text), sizeof(m_text) - m_size);
    std::memcpy(m_text + m_size, text, bytes);
    m_size += bytes;
    return *this;
  }
  void print() const {
    for (size_t at = 0; at < m_size;) {
      const ssize_t written = ::write(STDERR_FILENO, m_text + at, m_size - at);
      if (written <= 0) return;
      at += static_cast<size_t>(written);
    }
  }

 private:
  char m_text[1024];
  size_t m_size = 0;
};

const char* crashText(int number) {
  switch (number) {
    case SIGSEGV:
      return "segmentation fault";
    case SIGBUS:
      return "bus error";
    case SIGFPE:
      return "arithmetic error";
    case SIGILL:
      return "illegal instruction";
    default:
      return "aborted";
  }
}

void onCrash(int number) {
  const PluginActivity activity = PluginScope::current();
  Line line;
  line.add("error: ");
  if (activity.node)
    line.add("node ").add(activity.node).add(" (").add(activity.type).add(") ");
  else if (activity.type)
    line.add("node type ").add(activity.type).add(" ");
  if (activity.plugin)
    line.add("of the plugin ").add(activity.plugin).add(" ");
  else
    line.add("weft ");
  line.add("crashed: ").add(crashText(number)).add("; the run ends here\n").print();
  ::_exit(1);
}

struct CrashStack {
  CrashStack() : memory(new char[crashStackBytes]) {
    stack_t stack{};
    stack.ss_sp = memory.get();
    stack.ss_size = crashStackBytes;
    ::sigaltstack(&stack, nullptr);
  }
  ~CrashStack() {
    stack_t stack{};
    stack.ss_flags = SS_DISABLE;
    ::sigaltstack(&stack, nullptr);
  }
  std::unique_ptr<char[]> memory;
};

}  // namespace

void useCrashStack() {
  if (g_installed.load(std::memory_order_relaxed)) static thread_local const CrashStack stack;
}

void installCrashHandler() {
  g_installed = true;
  useCrashStack();
  struct sigaction action {};
  action.sa_handler = onCrash;
  action.sa_flags = SA_ONSTACK | SA_RESETHAND;
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) ::sigaction(number, &action, nullptr);
}

}  // namespace weft
