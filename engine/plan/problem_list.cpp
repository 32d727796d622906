#include "problem_list.h"

#include <weft/base/text.h>
#include <algorithm>

namespace weft {

void ProblemList::add(std::string path, std::string message, size_t order) {
  if (!m_known.insert(path + '\n' + message).second) return;
  m_entries.push_back({{std::move(path), std::move(message)}, order});
}

Problems ProblemList::take() {
  std::stable_sort(m_entries.begin(), m_entries.end(),
                   [](const Entry& a, const Entry& b) { return a.order < b.order; });
  Problems problems;
  for (Entry& entry : m_entries) problems.push_back(std::move(entry.problem));
  m_entries.clear();
  return problems;
}

std::string ProblemList::suggest(const std::string& name, const std::function<std::vector<std::string>()>& candidates) {
  if (m_budget == 0) return {};
  const std::vector<std::string> known = candidates();
  if (known.size() >= m_budget) {
    m_budget = 0;
    return {};
  }
  m_budget -= known.size();
  return didYouMean(name, known);
}

}  // namespace weft
