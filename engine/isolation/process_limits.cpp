#include <weft/isolation/process_limits.h>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>

#include <weft/base/files.h>

namespace weft {

void followParent() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(number, SIG_DFL);
}

void leaveNoCore() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

void goFirst() {
  const FileHandle file(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
  if (file.isOpen()) (void)writeAll(file.get(), "1000", 4, "oom_score_adj");
}

void limitData([[maybe_unused]] uint64_t bytes) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  const rlimit limit{bytes, bytes};
  ::setrlimit(RLIMIT_DATA, &limit);
#endif
}

}  // namespace weft
