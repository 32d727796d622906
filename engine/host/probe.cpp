#include "probe.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <iterator>
#include <optional>

#include <weft/base/files.h>
#include <weft/base/json_fields.h>
#include <weft/base/text.h>
#include <weft/isolation/process_end.h>

#include "probe_answer.h"

extern char** environ;

namespace weft {
namespace {

using Clock = std::chrono::steady_clock;

Result<ProbeResult> readAnswer(const std::string& text) {
  const auto json = parseJson(text, "the answer of a probing child");
  if (!json) return json.error();
  if (!json->is_object()) return makeError(ErrorCode::InvalidArgument, "it is no object");
  JsonFields fields(*json);
  if (const Json* plugin = fields.find("plugin")) {
    auto record = readRecord(*plugin);
    if (!record) return record.error();
    return ProbeResult{{}, std::make_shared<const PluginRecord>(*std::move(record)), true};
  }
  ProbeResult result{printable(fields.text("refusal"), 1000), nullptr, fields.boolean("lasting", true)};
  if (result.refusal.empty()) fields.fail("refusal", "empty");
  if (auto finished = fields.finish(); !finished) return finished.error();
  return result;
}

// One running child.
class Child {
 public:
  Child(const std::string& path, size_t index, double seconds) : m_index(index), m_seconds(seconds) {
    m_deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    auto answer = ProbeAnswer::create();
    if (!answer) {
      m_failure = answer.error().message;
      return;
    }
    m_answer = *std::move(answer);
    if (const int failure = spawn(path); failure != 0) {
      m_failure = systemError(failure);
      return;
    }
    m_end = FileHandle(static_cast<int>(::syscall(SYS_pidfd_open, m_process, 0)));
  }

  size_t index() const { return m_index; }
  int end() const { return m_end.get(); }  // readable once it has ended
  Clock::time_point deadline() const { return m_deadline; }

  // True when the child has ended or its time is up; then it is gone, with what it has started.
  bool finished() {
    if (!m_failure.empty()) return true;
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(m_process), &info, WEXITED | WNOHANG | WNOWAIT);
    m_timedOut = info.si_pid == 0 && Clock::now() >= m_deadline;
    if (info.si_pid == 0 && !m_timedOut) return false;
    // Before it is reaped, so that the group is still this one.
    ::kill(-m_process, SIGKILL);
    ::waitpid(m_process, &m_status, 0);
    return true;
  }

  ProbeResult result() const {
    if (!m_failure.empty()) return {"could not be tried out: " + m_failure, nullptr, false};
    if (const auto text = m_answer->text()) {
      auto answer = readAnswer(*text);
      if (answer) return *std::move(answer);
      return {"gave a damaged description of itself: " + answer.error().message, nullptr, true};
    }
    if (m_timedOut) return {"did not come back within " + formatNumber(m_seconds) + " s " + stageText(), nullptr, true};
    if (WIFSIGNALED(m_status)) return {signalled(WTERMSIG(m_status)), nullptr, true};
    return {"ended its process " + stageText() + " with status " + std::to_string(WEXITSTATUS(m_status)), nullptr,
            true};
  }

 private:
  int spawn(const std::string& path) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    // First, for the descriptor may be one of the three that are replaced next.
    ::posix_spawn_file_actions_adddup2(&actions, m_answer->descriptor(), probeDescriptor);
    for (int standard = 0; standard < 3; ++standard) {
      ::posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", standard == 0 ? O_RDONLY : O_WRONLY, 0);
    }
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);  // what it starts is killed with it
    std::string argument = probeArgument, library = path, program = "/proc/self/exe";
    char* arguments[] = {program.data(), argument.data(), library.data(), nullptr};
    const int failure = ::posix_spawn(&m_process, program.c_str(), &actions, &attributes, arguments, environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    return failure;
  }

  std::string signalled(int number) const {
    constexpr int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
    const bool crashed = std::find(std::begin(crashes), std::end(crashes), number) != std::end(crashes);
    return (crashed ? "crashed " : "was ended by a signal ") + stageText() + ": " + signalText(number);
  }

  std::string stageText() const {
    const auto stage = m_answer->stage();
    if (!stage) return "before it was loaded";
    switch (*stage) {
      case LoadStage::Loading:
        return "while it was loaded (in a constructor of its static data)";
      case LoadStage::Initialising:
        return "in init()";
      case LoadStage::Describing:
        break;
    }
    return "while it described its nodes";
  }

  size_t m_index;
  double m_seconds;
  pid_t m_process = -1;
  FileHandle m_end;
  std::optional<ProbeAnswer> m_answer;
  Clock::time_point m_deadline;
  std::string m_failure;
  int m_status = 0;
  bool m_timedOut = false;
};

// Waits until a child has ended, or the first deadline.
void waitForAny(const std::vector<Child>& children) {
  std::vector<pollfd> watched;
  auto first = Clock::time_point::max();
  for (const Child& child : children) {
    watched.push_back({child.end(), POLLIN, 0});
    first = std::min(first, child.deadline());
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(first - Clock::now()).count();
  ::poll(watched.data(), watched.size(), static_cast<int>(std::clamp<int64_t>(left, 0, 1000)));
}

}  // namespace

std::vector<ProbeResult> probePlugins(const std::vector<std::string>& paths, double seconds) {
  // More than there are cores: one that hangs holds up no other.
  constexpr size_t sideBySide = 8;
  std::vector<ProbeResult> results(paths.size());
  std::vector<Child> children;
  for (size_t next = 0; next < paths.size() || !children.empty();) {
    while (next < paths.size() && children.size() < sideBySide) {
      children.emplace_back(paths[next], next, seconds);
      ++next;
    }
    std::vector<Child> running;
    for (Child& child : children) {
      if (child.finished())
        results[child.index()] = child.result();
      else
        running.push_back(std::move(child));
    }
    children = std::move(running);
    if (!children.empty()) waitForAny(children);
  }
  return results;
}

}  // namespace weft
