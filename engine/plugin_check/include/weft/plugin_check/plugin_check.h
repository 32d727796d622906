// Conformance test of one plugin, for its author: named checks, each in a child process of its own with a time limit,
// so that whatever the plugin does, the report is whole.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/base/result.h>

namespace weft {

enum class CheckStatus { Passed, Failed, Skipped, Crashed, TimedOut };
std::string_view checkStatusName(CheckStatus status);  // "passed", …, "timed out"

struct CheckInfo {
  std::string name;      // "load.symbols"
  std::string question;  // what it asks, one line
};
// In the order in which reports have them.
std::vector<CheckInfo> pluginChecks();

struct CheckReport {
  std::string name;
  CheckStatus status = CheckStatus::Skipped;
  std::vector<std::string> findings;  // in plain words; what was skipped and why, what is worth knowing
  double seconds = 0;
};

struct PluginCheckOptions {
  std::string library;      // path
  std::string include;      // a regular expression that names of checks have to contain; empty: all
  std::string exclude;      // one that they must not contain; empty: none
  double timeLimit = 45;    // seconds for each check
  uint64_t fuzzCases = 0;   // so many random calls besides
  uint64_t seed = 1;        // of everything random; case i of a fuzz run has seed + i
  unsigned sideBySide = 0;  // children at a time; 0: one for each processor

  std::function<void(const CheckReport&)> finished;  // told of each check, in their order; may be empty
  std::function<bool()> stopped;                     // asked many times a second; true ends it; may be empty
};

struct PluginReport {
  std::vector<CheckReport> checks;
  bool usable = true;  // false: it is no plugin, or was refused; the findings say why
};

// Errors: a regular expression that is none or fits no check, a scratch folder that cannot be made, Cancelled. A
// program that calls this calls runCheckChild() first in main().
Result<PluginReport> checkPlugin(const PluginCheckOptions& options);

// One check in this process, for a debugger: a crash is this process's.
Result<CheckReport> runCheckHere(const PluginCheckOptions& options, const std::string& name);

// True when this process is the child that runs a check and has done its work (exit with *status).
bool runCheckChild(int argc, char** argv, int* status);

}  // namespace weft
