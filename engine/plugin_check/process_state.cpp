#include "process_state.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cfenv>
#include <clocale>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <filesystem>

#include <weft/base/text.h>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

extern char** environ;

namespace weft {
namespace {

namespace fs = std::filesystem;

std::string handlerText(const struct sigaction& action) {
  if (action.sa_handler == SIG_DFL) return "the default";
  if (action.sa_handler == SIG_IGN) return "ignored";
  return "a handler at " + std::to_string(reinterpret_cast<uintptr_t>(action.sa_handler));
}

// What decides how numbers are computed, without the flags that every operation sets.
std::string arithmetic() {
  std::string text = "rounding mode " + std::to_string(std::fegetround());
#if defined(__x86_64__)
  text += ", control word " + std::to_string(_mm_getcsr() & ~0x3fu);
#endif
  return text;
}

std::string processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof(set), &set) != 0) return {};
  std::string text;
  for (size_t i = 0; i < CPU_SETSIZE; ++i) {
    if (CPU_ISSET(i, &set)) text += (text.empty() ? "" : " ") + std::to_string(i);
  }
  return text;
}

const char* nameOf(StateAspect aspect) {
  switch (aspect) {
    case StateAspect::Folder:
      return "the current folder";
    case StateAspect::Environment:
      return "the environment";
    case StateAspect::Signals:
      return "what happens on a signal";
    case StateAspect::Locale:
      return "the locale";
    case StateAspect::Arithmetic:
      return "how this thread computes with floats";
    case StateAspect::Mask:
      return "the mask of new files";
    case StateAspect::Processors:
      return "the processors that this thread may use";
    case StateAspect::Limits:
      break;
  }
  return "a limit of the process";
}

}  // namespace

ProcessState ProcessState::now() {
  ProcessState state;
  const auto add = [&](StateAspect aspect, std::string text) { state.m_facts.emplace_back(aspect, std::move(text)); };
  std::error_code failure;
  add(StateAspect::Folder, fs::current_path(failure).string());
  std::vector<std::string> variables;
  for (char** variable = environ; variable && *variable; ++variable) variables.emplace_back(*variable);
  std::sort(variables.begin(), variables.end());
  for (std::string& variable : variables) add(StateAspect::Environment, std::move(variable));
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action {};
    if (::sigaction(number, nullptr, &action) != 0) continue;
    const char* name = ::sigabbrev_np(number);
    const std::string signal = name ? "SIG" + std::string(name) : "signal " + std::to_string(number);
    add(StateAspect::Signals, signal + ": " + handlerText(action));
  }
  const char* locale = std::setlocale(LC_ALL, nullptr);
  add(StateAspect::Locale, locale ? locale : "");
  add(StateAspect::Arithmetic, arithmetic());
  const mode_t mask = ::umask(0);
  ::umask(mask);
  add(StateAspect::Mask, std::to_string(mask));
  add(StateAspect::Processors, processors());
  for (const auto resource : {RLIMIT_NOFILE, RLIMIT_STACK, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_CORE}) {
    rlimit limit{};
    ::getrlimit(resource, &limit);
    add(StateAspect::Limits, "limit " + std::to_string(resource) + ": " + std::to_string(limit.rlim_cur));
  }
  return state;
}

std::string ProcessState::change(const ProcessState& before, StateAspect aspect) const {
  const auto factsOf = [&](const ProcessState& state) {
    std::vector<std::string> facts;
    for (const auto& [of, text] : state.m_facts) {
      if (of == aspect) facts.push_back(text);
    }
    return facts;
  };
  const std::vector<std::string> old = factsOf(before), today = factsOf(*this);
  const auto missingIn = [](const std::vector<std::string>& from, const std::vector<std::string>& in) {
    for (const std::string& fact : from) {
      if (std::find(in.begin(), in.end(), fact) == in.end()) return fact;
    }
    return std::string();
  };
  const std::string gone = missingIn(old, today), come = missingIn(today, old);
  if (gone.empty() && come.empty()) return {};
  return std::string("changes ") + nameOf(aspect) + (gone.empty() ? "" : ", was " + inQuotes(gone, 80)) +
         (come.empty() ? "" : ", is now " + inQuotes(come, 80)) + "; it belongs to the whole process";
}

size_t threadCount() {
  std::error_code failure;
  const fs::directory_iterator tasks("/proc/self/task", failure);
  return failure ? 0 : static_cast<size_t>(std::distance(fs::begin(tasks), fs::end(tasks)));
}

std::vector<std::string> openDescriptors() {
  std::vector<std::string> open;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd", failure)) {
    std::error_code gone;
    const fs::path target = fs::read_symlink(entry.path(), gone);
    // The folder that this reads is one of them.
    if (!gone && target.string().find("/proc/") != 0)
      open.push_back(entry.path().filename().string() + " -> " + target.string());
  }
  std::sort(open.begin(), open.end());
  return open;
}

}  // namespace weft
