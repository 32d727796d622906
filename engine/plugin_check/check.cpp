#include "check.h"

#include <algorithm>

#include <weft/base/text.h>

namespace weft {
namespace {

constexpr size_t mostTold = 12;
constexpr size_t longestFinding = 700;

}  // namespace

void CheckContext::fail(std::string_view where, std::string_view what) {
  const std::string text =
      printable(where.empty() ? std::string(what) : std::string(where) + ": " + std::string(what), longestFinding);
  if (std::find(m_failures.begin(), m_failures.end(), text) != m_failures.end()) return;
  if (m_failures.size() < mostTold)
    m_failures.push_back(text);
  else
    ++m_more;
}

void CheckContext::note(std::string_view text) {
  const std::string line = printable(text, longestFinding);
  if (m_notes.size() < mostTold && std::find(m_notes.begin(), m_notes.end(), line) == m_notes.end()) {
    m_notes.push_back(line);
  }
}

void CheckContext::skip(std::string_view why) { m_skipped = printable(why, longestFinding); }

CheckReport CheckContext::report(const std::string& name) const {
  CheckReport report{name, CheckStatus::Passed, m_notes, 0};
  if (!m_failures.empty()) {
    report.status = CheckStatus::Failed;
    report.findings = m_failures;
    if (m_more > 0) report.findings.push_back("and " + std::to_string(m_more) + " more like these");
  } else if (!m_skipped.empty()) {
    report.status = CheckStatus::Skipped;
    report.findings = {m_skipped};
  }
  return report;
}

std::vector<const Check*> neededBy(const Check& check) {
  std::vector<const Check*> needed;
  for (std::string_view rest = check.needs; !rest.empty();) {
    const size_t end = std::min(rest.find(' '), rest.size());
    if (const Check* one = findCheck(rest.substr(0, end))) needed.push_back(one);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return needed;
}

const Check* findCheck(std::string_view name) {
  const auto all = allChecks();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Check& check) { return check.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace weft
