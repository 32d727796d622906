#include <weft/host/crash.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>

#include <unistd.h>

#include <atomic>

#include "crash_stack.h"
#include "guard.h"

namespace weft {
namespace {

constexpr size_t crashStackBytes = size_t{64} << 10;
std::atomic<bool> g_installed{false};
std::atomic<void (*)()> g_lastWords{nullptr};
std::atomic<void (*)(const void*)> g_mark{nullptr};
std::atomic<bool> g_crashed{false};

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
  // Another thread that crashes meanwhile waits for the end that is coming.
  while (g_crashed.exchange(true)) ::pause();
  PluginActivity activity = PluginScope::current();
  // Not a thread of ours: one that a plugin, or a library of its, has started.
  const PluginActivity* other = activity.plugin ? nullptr : PluginScope::running(0);
  if (other) activity = *other;
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
  for (size_t i = 1; other && PluginScope::running(i); ++i) {
    line.add("or node ").add(PluginScope::running(i)->node).add(" of ").add(PluginScope::running(i)->plugin).add(" ");
  }
  line.add("crashed: ").add(crashText(number)).add("; the run ends here\n").print();
  if (const auto lastWords = g_lastWords.load()) lastWords();
  ::_exit(1);
}

// Its signal is the process's end: the handler is used up.
void onMarkedCrash(int number, siginfo_t* info, void*) {
  if (const auto mark = g_mark.load()) mark(number == SIGSEGV ? info->si_addr : nullptr);
  ::raise(number);
}

void install(struct sigaction action, std::span<const int> numbers) {
  g_installed = true;
  useCrashStack();
  action.sa_flags |= SA_ONSTACK;
  for (const int number : numbers) ::sigaction(number, &action, nullptr);
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

void installCrashHandler(void (*lastWords)()) {
  g_lastWords = lastWords;
  struct sigaction action {};
  action.sa_handler = onCrash;
  install(action, std::array{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT});
}

void markCrashes(void (*mark)(const void* address)) {
  g_mark = mark;
  struct sigaction action {};
  action.sa_sigaction = onMarkedCrash;
  action.sa_flags = SA_RESETHAND | SA_NODEFER | SA_SIGINFO;
  install(action, std::array{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS});
}

}  // namespace weft
