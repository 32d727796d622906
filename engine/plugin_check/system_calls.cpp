#include "system_calls.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>

namespace weft {
namespace {

// A call with this in its last argument, which none of these uses, is ours: the one that was caught, made again.
constexpr uint32_t passed = 0x5e77ec0d;

struct Caught {
  std::atomic<int> kind;
  char what[1020];
};
struct Notes {
  std::atomic<bool> watching;
  std::atomic<uint32_t> count;
  Caught calls[256];
};
Notes* g_notes = nullptr;

long again(long number, const long* a) { return ::syscall(number, a[0], a[1], a[2], a[3], a[4], long{passed}); }

// `path` as the kernel would read it from `folder`, absolute. Within a signal handler.
void note(SystemCall kind, long folder, const char* path) {
  if (!g_notes->watching) return;
  const uint32_t index = g_notes->count.fetch_add(1);
  if (index >= std::size(g_notes->calls)) return;
  Caught& caught = g_notes->calls[index];
  size_t length = 0;
  if (path && path[0] != '/') {
    char link[64] = "/proc/self/cwd";
    if (folder != AT_FDCWD) {
      char digits[24];
      size_t count = 0;
      for (long rest = folder; rest > 0 || count == 0; rest /= 10) digits[count++] = static_cast<char>('0' + rest % 10);
      std::strcpy(link, "/proc/self/fd/");
      for (size_t i = std::strlen(link); count > 0; ++i) link[i] = digits[--count], link[i + 1] = '\0';
    }
    const long place[] = {AT_FDCWD, reinterpret_cast<long>(link), reinterpret_cast<long>(caught.what), 900, 0};
    const long read = again(SYS_readlinkat, place);
    length = read > 0 ? static_cast<size_t>(read) : 0;
    caught.what[length++] = '/';
  }
  for (size_t i = 0; path && path[i] && length + 1 < sizeof(caught.what); ++i) caught.what[length++] = path[i];
  caught.what[length] = '\0';
  caught.kind = static_cast<int>(kind) + 1;
}

const char* textOf(long argument) { return reinterpret_cast<const char*>(argument); }

bool writes(long flags) {
  return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

// Notes what the call is about to do.
void look(long number, const long* a) {
  switch (number) {
    case SYS_openat:
      if (writes(a[2])) note(SystemCall::Write, a[0], textOf(a[1]));
      return;
    case SYS_openat2:
      if (writes(static_cast<long>(reinterpret_cast<const open_how*>(a[2])->flags))) {
        note(SystemCall::Write, a[0], textOf(a[1]));
      }
      return;
#ifdef SYS_open
    case SYS_open:
      if (writes(a[1])) note(SystemCall::Write, AT_FDCWD, textOf(a[0]));
      return;
    case SYS_creat:
    case SYS_mkdir:
    case SYS_rmdir:
    case SYS_unlink:
    case SYS_chmod:
      return note(SystemCall::Write, AT_FDCWD, textOf(a[0]));
    case SYS_rename:
    case SYS_link:
    case SYS_symlink:
      return note(SystemCall::Write, AT_FDCWD, textOf(a[1]));
#endif
    case SYS_truncate:
      return note(SystemCall::Write, AT_FDCWD, textOf(a[0]));
    case SYS_mkdirat:
    case SYS_unlinkat:
    case SYS_fchmodat:
      return note(SystemCall::Write, a[0], textOf(a[1]));
    case SYS_renameat:
    case SYS_renameat2:
    case SYS_linkat:
      note(SystemCall::Write, a[0], textOf(a[1]));
      return note(SystemCall::Write, a[2], textOf(a[3]));
    case SYS_symlinkat:
      return note(SystemCall::Write, a[1], textOf(a[2]));
    case SYS_socket:
      if (a[0] == AF_INET || a[0] == AF_INET6) note(SystemCall::Network, AT_FDCWD, nullptr);
      return;
    default:
      return;
  }
}

void onCaught(int, siginfo_t*, void* context) {
  const int error = errno;
#if defined(__x86_64__)
  auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  const long number = registers[REG_RAX];
  const long arguments[] = {registers[REG_RDI], registers[REG_RSI], registers[REG_RDX], registers[REG_R10],
                            registers[REG_R8]};
  auto& answer = registers[REG_RAX];
#else
  auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.regs;
  const long number = static_cast<long>(registers[8]);
  long arguments[5];
  for (int i = 0; i < 5; ++i) arguments[i] = static_cast<long>(registers[i]);
  auto& answer = registers[0];
#endif
  look(number, arguments);
  const long result = again(number, arguments);
  using Word = std::remove_reference_t<decltype(answer)>;
  answer = static_cast<Word>(result == -1 ? -errno : result);
  errno = error;
}

constexpr long watched[] = {
#ifdef SYS_open
    SYS_open,      SYS_creat,   SYS_mkdir,     SYS_rmdir,    SYS_unlink,   SYS_chmod,
    SYS_rename,    SYS_link,    SYS_symlink,
#endif
    SYS_openat,    SYS_openat2, SYS_mkdirat,   SYS_unlinkat, SYS_fchmodat, SYS_renameat,
    SYS_renameat2, SYS_linkat,  SYS_symlinkat, SYS_truncate, SYS_socket};

}  // namespace

bool filterSystemCalls() {
  void* page = ::mmap(nullptr, sizeof(Notes), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return false;
  g_notes = new (page) Notes;
  struct sigaction action {};
  action.sa_sigaction = onCaught;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  ::sigaction(SIGSYS, &action, nullptr);

  std::vector<sock_filter> program;
  const auto load = [&](size_t offset) {
    program.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(offset)));
  };
  const auto count = static_cast<uint8_t>(std::size(watched));
  load(offsetof(seccomp_data, nr));
  for (uint8_t i = 0; i < count; ++i) {
    const auto ahead = static_cast<uint8_t>(count - i);  // over the others, and what lets calls pass
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(watched[i]), ahead, 0));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  load(offsetof(seccomp_data, args[5]));
  program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, passed, 1, 0));
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0;
}

void beginWatching() {
  g_notes->count = 0;
  g_notes->watching = true;
}

std::vector<SeenCall> endWatching() {
  g_notes->watching = false;
  std::vector<SeenCall> seen;
  const uint32_t count = std::min<uint32_t>(g_notes->count, std::size(g_notes->calls));
  for (uint32_t i = 0; i < count; ++i) {
    const Caught& caught = g_notes->calls[i];
    if (caught.kind > 0) seen.push_back({static_cast<SystemCall>(caught.kind - 1), caught.what});
  }
  return seen;
}

}  // namespace weft
