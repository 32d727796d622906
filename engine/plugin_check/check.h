// One check: what it asks, and what it is given to find out.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weft/plugin_check/plugin_check.h>

#include "activity.h"

namespace weft {

// What a check finds, and where it may work. One for each child process.
class CheckContext {
 public:
  std::string library;  // absolute
  std::string scratch;  // a folder of this check's own, absolute
  uint64_t seed = 1;
  uint64_t cases = 0;  // of a fuzz run
  double timeLimit = 45;
  Activity activity;

  // `where` names node, port or parameter, and may be empty; `what` says what is wrong and what would be right. What
  // was found before in the same words is not told twice.
  void fail(std::string_view where, std::string_view what);
  void note(std::string_view text);  // worth knowing, and no failure
  void skip(std::string_view why);   // nothing of the plugin is concerned

  CheckReport report(const std::string& name) const;

 private:
  std::vector<std::string> m_failures, m_notes;
  std::string m_skipped;
  size_t m_more = 0;  // failures beyond those that are told
};

struct Check {
  const char* name;
  const char* question;
  // Names of checks, with spaces between. This one is skipped when one of those crashed or hung, or is essential and
  // failed: so a plugin that fails at one thing is not said to fail at all that builds on it.
  const char* needs;
  void (*run)(CheckContext& context);
  bool essential = false;  // a plugin that fails here is not usable at all
};

std::vector<const Check*> neededBy(const Check& check);
std::span<const Check> allChecks();
const Check* findCheck(std::string_view name);

}  // namespace weft
