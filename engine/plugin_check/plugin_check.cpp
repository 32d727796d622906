// All checks of one plugin, side by side.
#include <weft/plugin_check/plugin_check.h>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <thread>

#include <weft/base/files.h>
#include <weft/base/text.h>

#include "check.h"
#include "check_child.h"

namespace weft {
namespace {

namespace fs = std::filesystem;

// Gone with this.
class ScratchFolder {
 public:
  static Result<ScratchFolder> make() {
    std::error_code failure;
    const fs::path base = fs::temp_directory_path(failure);
    std::string pattern = ((failure ? fs::path("/tmp") : base) / "weft-plugin-check-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) {
      return makeError(ErrorCode::Io, pattern + ": no scratch folder: " + systemError(errno));
    }
    return ScratchFolder(pattern);
  }
  ScratchFolder(ScratchFolder&& other) noexcept : m_path(std::exchange(other.m_path, {})) {}
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder() {
    std::error_code unused;
    if (!m_path.empty()) fs::remove_all(m_path, unused);
  }

  // A check's own, with all that is in it.
  Result<std::string> add(const std::string& check) const {
    const fs::path folder = m_path / check;
    for (const char* part : {"work", "home", "tmp", "cache", "config", "data", "out", "files"}) {
      std::error_code failure;
      fs::create_directories(folder / part, failure);
      if (failure) return makeError(ErrorCode::Io, (folder / part).string() + ": " + failure.message());
    }
    return folder.string();
  }
  void remove(const std::string& check) const {
    std::error_code unused;
    fs::remove_all(m_path / check, unused);
  }

 private:
  explicit ScratchFolder(fs::path path) : m_path(std::move(path)) {}
  fs::path m_path;
};

Result<std::regex> readPattern(const std::string& text) try {
  return std::regex(text, std::regex::ECMAScript);
} catch (const std::regex_error&) {
  return makeError(ErrorCode::InvalidArgument, inQuotes(text) + " is no regular expression");
}

// What is to be run: what was chosen, and what that needs.
struct Plan {
  std::vector<const Check*> checks;
  std::map<std::string_view, bool> told;  // whether it was asked for
};

Result<Plan> choose(const PluginCheckOptions& options) {
  auto include = readPattern(options.include), exclude = readPattern(options.exclude);
  if (!include) return include.error();
  if (!exclude) return exclude.error();
  Plan plan;
  for (const Check& check : allChecks()) {
    const bool isFuzz = std::string_view(check.name) == "fuzz.calls";
    if (isFuzz && options.fuzzCases == 0) continue;
    const bool chosen = std::regex_search(check.name, *include) &&
                        (options.exclude.empty() || !std::regex_search(check.name, *exclude));
    if (!chosen) continue;
    std::vector<const Check*> needed{&check};
    while (!needed.empty()) {
      const Check& one = *needed.back();
      needed.pop_back();
      if (one.name != std::string_view(check.name) && plan.told.count(one.name) > 0) continue;
      plan.told[one.name];
      for (const Check* other : neededBy(one)) needed.push_back(other);
    }
    plan.told[check.name] = true;
  }
  if (plan.told.empty()) return makeError(ErrorCode::InvalidArgument, "no check fits; --list names them all");
  for (const Check& check : allChecks()) {
    if (plan.told.count(check.name) > 0) plan.checks.push_back(&check);
  }
  return plan;
}

class Supervisor {
 public:
  Supervisor(const PluginCheckOptions& options, const Plan& plan, const ScratchFolder& scratch)
      : m_options(options), m_plan(plan), m_scratch(scratch), m_waiting(plan.checks) {
    m_sideBySide = options.sideBySide > 0 ? options.sideBySide : std::max(1u, std::thread::hardware_concurrency());
  }

  Result<PluginReport> run() {
    while (!m_waiting.empty() || !m_running.empty()) {
      if (m_options.stopped && m_options.stopped()) {
        for (CheckChild& child : m_running) child.kill();
        return makeError(ErrorCode::Cancelled, "stopped");
      }
      if (auto started = startWhatMay(); !started) return started.error();
      collect();
      if (!m_running.empty()) waitForAny();
    }
    PluginReport report;
    for (const Check* check : m_plan.checks) {
      CheckReport& one = m_done[check->name];
      if (isBad(one) && check->essential) report.usable = false;
      if (isTold(one)) report.checks.push_back(std::move(one));
    }
    return report;
  }

 private:
  static bool isBad(const CheckReport& report) {
    return report.status != CheckStatus::Passed && report.status != CheckStatus::Skipped;
  }
  bool isTold(const CheckReport& report) const { return m_plan.told.at(report.name) || isBad(report); }

  // Whoever listens hears of the checks in their order, whichever ends first.
  void finish(CheckReport report) {
    // After a crash nothing is known of what comes later; a failure need not keep the rest from being looked at.
    const bool essential = findCheck(report.name)->essential;
    const bool known = report.status == CheckStatus::Failed && !essential;
    if (isBad(report) && !known) {
      m_blocking[report.name] = report.name + ' ' + std::string(checkStatusName(report.status)) + ", which comes first";
    }
    m_done[report.name] = std::move(report);
    for (; m_next < m_plan.checks.size(); ++m_next) {
      const auto done = m_done.find(m_plan.checks[m_next]->name);
      if (done == m_done.end()) return;
      if (m_options.finished && isTold(done->second)) m_options.finished(done->second);
    }
  }

  // Skips what cannot be said any more, and starts what waits for nothing.
  Result<void> startWhatMay() {
    for (auto at = m_waiting.begin(); at != m_waiting.end();) {
      const Check& check = **at;
      bool waits = false;
      const std::string* blocked = nullptr;
      for (const Check* needed : neededBy(check)) {
        waits = waits || m_done.count(needed->name) == 0;
        if (const auto found = m_blocking.find(needed->name); found != m_blocking.end()) blocked = &found->second;
      }
      if (blocked) {
        const std::string why = *blocked;
        m_blocking[check.name] = why;
        finish({check.name, CheckStatus::Skipped, {why}, 0});
        at = m_waiting.erase(at);
      } else if (!waits && m_running.size() < m_sideBySide) {
        auto folder = m_scratch.add(check.name);
        if (!folder) return folder.error();
        m_running.emplace_back(check, m_options, *folder);
        at = m_waiting.erase(at);
      } else {
        ++at;
      }
    }
    return {};
  }

  void collect() {
    std::vector<CheckChild> running;
    for (CheckChild& child : m_running) {
      if (!child.finished()) {
        running.push_back(std::move(child));
        continue;
      }
      finish(child.report());
      m_scratch.remove(child.check().name);
    }
    m_running = std::move(running);
  }

  void waitForAny() const {
    std::vector<pollfd> watched;
    for (const CheckChild& child : m_running) watched.push_back({child.descriptor(), POLLIN, 0});
    ::poll(watched.data(), watched.size(), 20);
    // An end shows as the end of the pipe a little before the process can be waited for.
    const bool ended = std::any_of(watched.begin(), watched.end(),
                                   [](const pollfd& one) { return (one.revents & (POLLHUP | POLLIN)) != 0; });
    if (ended) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

  const PluginCheckOptions& m_options;
  const Plan& m_plan;
  const ScratchFolder& m_scratch;
  size_t m_sideBySide;
  std::vector<const Check*> m_waiting;
  std::vector<CheckChild> m_running;
  std::map<std::string, CheckReport, std::less<>> m_done;
  std::map<std::string, std::string, std::less<>> m_blocking;  // why what needs this check is skipped
  size_t m_next = 0;                                           // the first of the plan that nobody was told of
};

}  // namespace

std::string_view checkStatusName(CheckStatus status) {
  switch (status) {
    case CheckStatus::Passed:
      return "passed";
    case CheckStatus::Failed:
      return "failed";
    case CheckStatus::Skipped:
      return "skipped";
    case CheckStatus::Crashed:
      return "crashed";
    case CheckStatus::TimedOut:
      break;
  }
  return "timed out";
}

std::vector<CheckInfo> pluginChecks() {
  std::vector<CheckInfo> checks;
  for (const Check& check : allChecks()) checks.push_back({check.name, check.question});
  return checks;
}

Result<PluginReport> checkPlugin(const PluginCheckOptions& asked) {
  PluginCheckOptions options = asked;
  std::error_code failure;
  if (const fs::path path = fs::absolute(asked.library, failure); !failure) options.library = path.string();
  const auto plan = choose(options);
  if (!plan) return plan.error();
  const auto scratch = ScratchFolder::make();
  if (!scratch) return scratch.error();
  return Supervisor(options, *plan, *scratch).run();
}

Result<CheckReport> runCheckHere(const PluginCheckOptions& options, const std::string& name) {
  const Check* check = findCheck(name);
  if (!check) {
    std::vector<std::string> names;
    for (const Check& one : allChecks()) names.emplace_back(one.name);
    return makeError(ErrorCode::InvalidArgument, "there is no check " + inQuotes(name) + didYouMean(name, names));
  }
  const auto scratch = ScratchFolder::make();
  if (!scratch) return scratch.error();
  auto folder = scratch->add(name);
  if (!folder) return folder.error();
  CheckContext context;
  std::error_code failure;
  context.library = fs::absolute(options.library, failure).string();
  context.scratch = *folder;
  context.seed = options.seed;
  context.cases = options.fuzzCases;
  context.timeLimit = options.timeLimit;
  check->run(context);
  return context.report(name);
}

}  // namespace weft
