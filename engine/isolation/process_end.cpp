#include <weft/isolation/process_end.h>

#include <sys/wait.h>

#include <csignal>
#include <cstring>

namespace weft {

std::string signalText(int number) {
  const char* name = ::sigabbrev_np(number);
  const char* description = ::sigdescr_np(number);
  std::string text = description ? description : "signal " + std::to_string(number);
  return name ? text + " (SIG" + name + ")" : text;
}

std::string processEndText(int status) {
  if (WIFEXITED(status)) return "ended its process with exit status " + std::to_string(WEXITSTATUS(status));
  const int number = WTERMSIG(status);
  switch (number) {
    case SIGKILL:
      return "was killed, for lack of memory or from outside: " + signalText(number);
    case SIGTERM:
    case SIGINT:
    case SIGHUP:
    case SIGQUIT:
      return "was stopped from outside: " + signalText(number);
    default:
      return "crashed: " + signalText(number);
  }
}

}  // namespace weft
