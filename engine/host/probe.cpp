#include "probe.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>
#include <string_view>
#include <thread>

#include <weft/base/files.h>
#include <weft/base/json.h>
#include <weft/base/text.h>
#include <weft/graph/node_instance.h>
#include <weft/host/host.h>

#include "plugin_library.h"

extern char** environ;

namespace weft {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* probeArgument = "--weft-probe-plugin";
constexpr int resultDescriptor = 3;
constexpr size_t mostAnswerBytes = size_t{64} << 10;
constexpr char resultMark = 'R';  // after the letters of the stages: the rest is the answer

std::atomic<bool> g_canProbe{false};

// The child: one letter for each stage, then the answer as JSON.
int probeHere(const char* path) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit noCore{0, 0};
  ::setrlimit(RLIMIT_CORE, &noCore);
  ::fcntl(resultDescriptor, F_SETFD, FD_CLOEXEC);
  // A crash ends this process by its signal, whatever handlers a sanitizer or an embedding program has installed.
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(number, SIG_DFL);
  const auto tell = [](LoadStage stage) {
    const char letter = static_cast<char>(stage);
    (void)writeAll(resultDescriptor, &letter, 1, "probe");
  };
  const LoadedPlugin loaded = loadPlugin(path, {}, tell);
  Json answer = Json::object();
  answer["lasting"] = loaded.lasting;
  answer["refusal"] = loaded.contents ? std::string() : loaded.contents.error().message;
  answer["id"] = loaded.contents ? loaded.contents->id : std::string();
  const std::string text = resultMark + dumpJson(answer);
  (void)writeAll(resultDescriptor, text.data(), text.size(), "probe");
  return 0;
}

std::string signalText(int number) {
  const char* name = ::sigabbrev_np(number);
  const char* description = ::sigdescr_np(number);
  std::string text = description ? description : "signal " + std::to_string(number);
  return name ? text + " (SIG" + name + ")" : text;
}

// One running child.
class Child {
 public:
  Child(const std::string& path, size_t index, double seconds) : m_index(index), m_seconds(seconds) {
    m_deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      m_failure = systemError(errno);
      return;
    }
    m_reader = FileHandle(ends[0]);
    const FileHandle writer(ends[1]);
    ::fcntl(m_reader.get(), F_SETFL, O_NONBLOCK);
    if (const int failure = spawn(path, writer.get()); failure != 0) m_failure = systemError(failure);
  }

  size_t index() const { return m_index; }
  int descriptor() const { return m_reader.get(); }
  Clock::time_point deadline() const { return m_deadline; }

  // Takes what has come; true when the child has ended or its time is up.
  bool finished() {
    if (!m_failure.empty()) return true;
    readSome();
    int status = 0;
    if (::waitpid(m_process, &status, WNOHANG) == m_process) {
      readSome();
      m_status = status;
      return true;
    }
    if (Clock::now() < m_deadline) return false;
    ::kill(-m_process, SIGKILL);
    ::kill(m_process, SIGKILL);
    ::waitpid(m_process, &status, 0);
    m_timedOut = true;
    return true;
  }

  ProbeResult result() const {
    if (!m_failure.empty()) return {"could not be tried out: " + m_failure, {}, false};
    const size_t mark = m_answer.find(resultMark);
    if (mark != std::string::npos && !m_timedOut) {
      if (auto answer = readAnswer(m_answer.substr(mark + 1))) return *answer;
    }
    if (m_timedOut) {
      return {"did not come back within " + formatNumber(m_seconds) + " s " + stageText(), {}, true};
    }
    if (WIFSIGNALED(m_status)) return {"crashed " + stageText() + ": " + signalText(WTERMSIG(m_status)), {}, true};
    return {"ended its process " + stageText() + " with status " + std::to_string(WEXITSTATUS(m_status)), {}, true};
  }

 private:
  int spawn(const std::string& path, int writer) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    // First, for `writer` may be one of the three that are replaced next.
    ::posix_spawn_file_actions_adddup2(&actions, writer, resultDescriptor);
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

  void readSome() {
    char buffer[4096];
    while (m_answer.size() < mostAnswerBytes) {
      const ssize_t count = ::read(m_reader.get(), buffer, sizeof(buffer));
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return;
      m_answer.append(buffer, static_cast<size_t>(count));
    }
  }

  static std::optional<ProbeResult> readAnswer(const std::string& text) {
    const auto json = parseJson(text, "the answer of a probing child");
    if (!json || !json->is_object()) return std::nullopt;
    const auto refusal = json->find("refusal"), id = json->find("id"), lasting = json->find("lasting");
    if (refusal == json->end() || id == json->end() || lasting == json->end()) return std::nullopt;
    if (!refusal->is_string() || !id->is_string() || !lasting->is_boolean()) return std::nullopt;
    return ProbeResult{refusal->get<std::string>(), id->get<std::string>(), lasting->get<bool>()};
  }

  std::string stageText() const {
    const size_t last = m_answer.find_last_of("LID");
    if (last == std::string::npos) return "before it was loaded";
    switch (static_cast<LoadStage>(m_answer[last])) {
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
  FileHandle m_reader;
  Clock::time_point m_deadline;
  std::string m_answer, m_failure;
  int m_status = 0;
  bool m_timedOut = false;
};

// Waits until a child has written or ended, or the first deadline. An end shows as the end of its pipe.
void waitForAny(const std::vector<Child>& children) {
  std::vector<pollfd> watched;
  auto first = Clock::time_point::max();
  for (const Child& child : children) {
    watched.push_back({child.descriptor(), POLLIN, 0});
    first = std::min(first, child.deadline());
  }
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(first - Clock::now()).count();
  // A child that closed its pipe but lives on must not make this spin, nor be waited for too long.
  ::poll(watched.data(), watched.size(), static_cast<int>(std::clamp<int64_t>(left, 1, 20)));
  const bool onlyEnded = std::all_of(watched.begin(), watched.end(), [](const pollfd& one) {
    return (one.revents & POLLHUP) != 0 && (one.revents & POLLIN) == 0;
  });
  if (onlyEnded) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

}  // namespace

bool canProbe() { return g_canProbe; }

std::vector<ProbeResult> probePlugins(const std::vector<std::string>& paths, double seconds) {
  const size_t sideBySide = std::clamp<size_t>(std::thread::hardware_concurrency(), 1, 8);
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

bool runProbeChild(int argc, char** argv, int* status) {
  g_canProbe = true;
  if (argc != 3 || std::string_view(argv[1]) != probeArgument) return false;
  *status = probeHere(argv[2]);
  return true;
}

}  // namespace weft
