// runner plugin-check: the table of one plugin's checks.
#include <algorithm>
#include <random>

#include <weft/base/json.h>
#include <weft/base/text.h>
#include <weft/exec/executor.h>
#include <weft/plugin_check/plugin_check.h>

#include "commands.h"
#include "exit_status.h"
#include "output.h"
#include "signals.h"

namespace weft::runner {
namespace {

size_t nameWidth() {
  size_t width = 0;
  for (const CheckInfo& check : pluginChecks()) width = std::max(width, check.name.size());
  return width;
}

std::string padded(std::string text, size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

int listChecks(const Options& options) {
  const size_t width = nameWidth();
  std::string text;
  Json json = Json::array();
  for (const CheckInfo& check : pluginChecks()) {
    text += padded(check.name, width) + "  " + check.question + "\n";
    json.push_back({{"name", check.name}, {"question", check.question}});
  }
  printResult(options.json ? dumpJson(json) + "\n" : text);
  return exitDone;
}

std::string lineOf(const CheckReport& check, size_t width) {
  std::string text = padded(check.name, width) + "  " + padded(std::string(checkStatusName(check.status)), 9);
  for (size_t i = 0; i < check.findings.size(); ++i) {
    text += (i == 0 ? "  " : "\n" + std::string(width + 13, ' ')) + check.findings[i];
  }
  return text + "\n";
}

bool isBad(const CheckReport& check) {
  return check.status != CheckStatus::Passed && check.status != CheckStatus::Skipped;
}

std::string sumOf(const PluginReport& report) {
  std::string text;
  for (const auto status :
       {CheckStatus::Passed, CheckStatus::Failed, CheckStatus::Crashed, CheckStatus::TimedOut, CheckStatus::Skipped}) {
    const auto count = std::count_if(report.checks.begin(), report.checks.end(),
                                     [&](const CheckReport& check) { return check.status == status; });
    if (count > 0)
      text += (text.empty() ? "" : ", ") + std::to_string(count) + ' ' + std::string(checkStatusName(status));
  }
  return text + "\n";
}

Json toJson(const PluginReport& report, const PluginCheckOptions& options) {
  Json checks = Json::array();
  for (const CheckReport& check : report.checks) {
    checks.push_back({{"name", check.name},
                      {"result", checkStatusName(check.status)},
                      {"findings", check.findings},
                      {"seconds", check.seconds}});
  }
  Json json{{"plugin", options.library}, {"usable", report.usable}};
  if (options.fuzzCases > 0) json["seed"] = options.seed;
  json["checks"] = std::move(checks);
  return json;
}

int statusOf(const PluginReport& report) {
  if (!report.usable) return exitUnusable;
  return std::any_of(report.checks.begin(), report.checks.end(), isBad) ? exitFailed : exitDone;
}

int unusable(const Error& error) {
  printError(error.message);
  return exitUnusable;
}

int checkHere(const PluginCheckOptions& options, const std::string& name) {
  const auto report = runCheckHere(options, name);
  if (!report) return unusable(report.error());
  printResult(lineOf(*report, name.size()));
  return isBad(*report) ? exitFailed : exitDone;
}

}  // namespace

int pluginCheckCommand(const Options& asked) {
  if (asked.listChecks) return listChecks(asked);
  if (asked.library.empty()) {
    printError("no plugin was given; runner plugin-check PLUGIN.so checks one, and --list names the checks");
    return exitUnusable;
  }
  PluginCheckOptions options;
  options.library = asked.library;
  options.include = asked.filter;
  options.exclude = asked.exclude;
  options.timeLimit = asked.timeLimit;
  options.fuzzCases = asked.fuzz;
  if (asked.seed >= 0) options.seed = static_cast<uint64_t>(asked.seed);
  if (asked.fuzz > 0 && asked.seed < 0) options.seed = std::random_device()() & 0x7fffffff;
  if (!asked.inProcess.empty()) return checkHere(options, asked.inProcess);

  CancelToken cancel;
  const RunInterrupt interrupt(cancel, [] { return false; });
  options.stopped = [&] { return cancel.cancelled(); };
  if (!asked.json) {
    if (asked.fuzz > 0) printResult("fuzz seed " + std::to_string(options.seed) + "\n");
    const size_t width = nameWidth();
    options.finished = [width](const CheckReport& check) { printResult(lineOf(check, width)); };
  }
  const auto report = checkPlugin(options);
  if (const int status = RunInterrupt::status(); status != 0) return status;
  if (!report) return unusable(report.error());
  printResult(asked.json ? dumpJson(toJson(*report, options)) + "\n" : sumOf(*report));
  return statusOf(*report);
}

}  // namespace weft::runner
