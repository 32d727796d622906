#include "check_child.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>

#include <weft/base/json.h>
#include <weft/base/text.h>
#include <weft/isolation/process_end.h>
#include <weft/isolation/process_limits.h>
#include <weft/value/memory.h>

extern char** environ;

namespace weft {
namespace {

constexpr const char* childArgument = "--weft-check-plugin";
constexpr int answerDescriptor = 3, activityDescriptor = 4;
constexpr size_t mostAnswerBytes = size_t{256} << 10;
constexpr uint64_t mostBytes = uint64_t{8} << 30;
constexpr uint64_t mostCounted = uint64_t{2} << 30;

// Where the child's files are. The folder of outputs is the only one that the plugin may write to.
const std::array<std::pair<const char*, const char*>, 5> ownFolders{{{"HOME", "home"},
                                                                     {"TMPDIR", "tmp"},
                                                                     {"XDG_CACHE_HOME", "cache"},
                                                                     {"XDG_CONFIG_HOME", "config"},
                                                                     {"XDG_DATA_HOME", "data"}}};

Json toJson(const CheckReport& report) {
  return {{"status", static_cast<int>(report.status)}, {"findings", report.findings}};
}

std::optional<CheckReport> fromJson(const std::string& text) {
  const auto json = parseJson(text, "the answer of a check");
  if (!json || !json->is_object()) return std::nullopt;
  const auto status = json->find("status"), findings = json->find("findings");
  if (status == json->end() || !status->is_number_integer()) return std::nullopt;
  if (findings == json->end() || !findings->is_array()) return std::nullopt;
  CheckReport report;
  report.status = static_cast<CheckStatus>(status->get<int>());
  for (const Json& finding : *findings) {
    if (finding.is_string()) report.findings.push_back(finding.get<std::string>());
  }
  return report;
}

int runHere(char** arguments) {
  followParent();
  leaveNoCore();
  limitData(mostBytes);
  limitMemory(mostCounted, mostCounted);
  ::fcntl(answerDescriptor, F_SETFD, FD_CLOEXEC);
  ::fcntl(activityDescriptor, F_SETFD, FD_CLOEXEC);

  const Check* check = findCheck(arguments[2]);
  if (!check) return 1;
  CheckContext context;
  context.library = arguments[3];
  context.scratch = arguments[4];
  context.seed = std::strtoull(arguments[5], nullptr, 10);
  context.cases = std::strtoull(arguments[6], nullptr, 10);
  context.timeLimit = std::strtod(arguments[7], nullptr);
  context.activity = Activity(activityDescriptor);
  check->run(context);
  const std::string answer = dumpJson(toJson(context.report(check->name)));
  (void)writeAll(answerDescriptor, answer.data(), answer.size(), "check");
  return 0;
}

}  // namespace

CheckChild::CheckChild(const Check& check, const PluginCheckOptions& options, const std::string& folder)
    : m_check(&check), m_folder(folder), m_timeLimit(options.timeLimit), m_begin(Clock::now()), m_end(m_begin) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    m_failure = systemError(errno);
    return;
  }
  m_reader = FileHandle(ends[0]);
  const FileHandle writer(ends[1]);
  ::fcntl(m_reader.get(), F_SETFL, O_NONBLOCK);
  const FileHandle page(::memfd_create("weft-check", MFD_CLOEXEC));
  if (!page.isOpen() || ::ftruncate(page.get(), Activity::bytes) != 0) {
    m_failure = systemError(errno);
    return;
  }
  m_activity = Activity(page.get());
  if (const int failure = spawn(options, writer.get(), page.get()); failure != 0) m_failure = systemError(failure);
}

int CheckChild::spawn(const PluginCheckOptions& options, int writer, int activity) {
  std::vector<std::string> texts{"/proc/self/exe",
                                 childArgument,
                                 m_check->name,
                                 options.library,
                                 m_folder,
                                 std::to_string(options.seed),
                                 std::to_string(options.fuzzCases),
                                 formatNumber(options.timeLimit)};
  std::vector<std::string> variables;
  for (char** variable = environ; *variable; ++variable) {
    const std::string_view text(*variable);
    const auto replaced = [&](const auto& own) { return text.starts_with(std::string(own.first) + '='); };
    if (std::none_of(ownFolders.begin(), ownFolders.end(), replaced)) variables.emplace_back(text);
  }
  for (const auto& [name, folder] : ownFolders) variables.push_back(std::string(name) + '=' + m_folder + '/' + folder);
  const auto pointers = [](std::vector<std::string>& from) {
    std::vector<char*> to;
    to.reserve(from.size() + 1);
    for (std::string& text : from) to.push_back(text.data());
    to.push_back(nullptr);
    return to;
  };

  const std::string out = m_folder + "/stdout", err = m_folder + "/stderr", work = m_folder + "/work";
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  // Out of the way first, for they may be two of those that are replaced next.
  ::posix_spawn_file_actions_adddup2(&actions, writer, 30);
  ::posix_spawn_file_actions_adddup2(&actions, activity, 31);
  ::posix_spawn_file_actions_adddup2(&actions, 30, answerDescriptor);
  ::posix_spawn_file_actions_adddup2(&actions, 31, activityDescriptor);
  ::posix_spawn_file_actions_addclose(&actions, 30);
  ::posix_spawn_file_actions_addclose(&actions, 31);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::posix_spawn_file_actions_addchdir_np(&actions, work.c_str());
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);  // what it starts is killed with it
  const int failure = ::posix_spawn(&m_process, texts[0].c_str(), &actions, &attributes, pointers(texts).data(),
                                    pointers(variables).data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  return failure;
}

void CheckChild::readSome() {
  char buffer[4096];
  while (m_answer.size() < mostAnswerBytes) {
    const ssize_t count = ::read(m_reader.get(), buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    m_answer.append(buffer, static_cast<size_t>(count));
  }
}

bool CheckChild::finished() {
  if (!m_failure.empty()) return true;
  readSome();
  int status = 0;
  if (::waitpid(m_process, &status, WNOHANG) == m_process) {
    readSome();
    ::kill(-m_process, SIGKILL);  // what it has left running
    m_status = status;
    m_end = Clock::now();
    return true;
  }
  if (std::chrono::duration<double>(Clock::now() - m_begin).count() < m_timeLimit) return false;
  kill();
  m_timedOut = true;
  m_end = Clock::now();
  return true;
}

void CheckChild::kill() {
  if (m_process <= 0) return;
  ::kill(-m_process, SIGKILL);
  ::kill(m_process, SIGKILL);
  int status = 0;
  ::waitpid(m_process, &status, 0);
}

std::string CheckChild::lastDoing() const {
  const std::string doing = m_activity.doing();
  return doing.empty() ? std::string() : " in " + doing;
}

std::string CheckChild::lastWords() const {
  const auto text = readFile(m_folder + "/stderr", size_t{1} << 24);
  if (!text) return {};
  std::string_view rest(*text);
  while (!rest.empty() && rest.back() == '\n') rest.remove_suffix(1);
  if (rest.empty()) return {};
  return "; its last words: " + inQuotes(rest.substr(rest.rfind('\n') + 1), 200);
}

CheckReport CheckChild::report() const {
  CheckReport report{m_check->name, CheckStatus::Failed, {}, 0};
  if (!m_failure.empty()) {
    report.findings = {"could not be started: " + m_failure};
  } else if (m_timedOut) {
    report.status = CheckStatus::TimedOut;
    report.findings = {"did not come back within " + formatNumber(m_timeLimit) + " s" + lastDoing()};
  } else if (WIFSIGNALED(m_status)) {
    report.status = CheckStatus::Crashed;
    const std::string why = m_activity.explanation();
    report.findings = {signalText(WTERMSIG(m_status)) + lastDoing() + (why.empty() ? "" : ": " + why) + lastWords()};
  } else if (auto answer = fromJson(m_answer); answer && WEXITSTATUS(m_status) == 0) {
    report.status = answer->status;
    report.findings = std::move(answer->findings);
  } else {
    report.status = CheckStatus::Crashed;
    report.findings = {"ended its process with status " + std::to_string(WEXITSTATUS(m_status)) + lastDoing() +
                       "; a plugin never calls exit()" + lastWords()};
  }
  report.seconds = std::chrono::duration<double>(m_end - m_begin).count();
  for (std::string& finding : report.findings) finding = printable(finding, 1000);
  return report;
}

bool runCheckChild(int argc, char** argv, int* status) {
  if (argc != 8 || std::string_view(argv[1]) != childArgument) return false;
  *status = runHere(argv);
  return true;
}

}  // namespace weft
