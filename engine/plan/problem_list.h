// Problems on their way to the caller: each once, in the file's order, with suggestions.
#pragma once

#include <weft/graph/document.h>
#include <functional>
#include <string>
#include <unordered_set>
#include <vector>

namespace weft {

class ProblemList {
 public:
  // `order` sorts; problems of equal order stay as they came. What many instances of a subgraph have in common is kept
  // once.
  void add(std::string path, std::string message, size_t order = 0);
  bool empty() const { return m_entries.empty(); }
  size_t size() const { return m_entries.size(); }
  Problems take();

  // `; did you mean "x"?` or nothing. What the candidates are is only asked while there is time to compare: a file with
  // 100,000 unknown names among 100,000 known ones gets its errors without suggestions.
  std::string suggest(const std::string& name, const std::function<std::vector<std::string>()>& candidates);

 private:
  struct Entry {
    Problem problem;
    size_t order;
  };
  std::vector<Entry> m_entries;
  std::unordered_set<std::string> m_known;
  size_t m_budget = 1'000'000;  // comparisons
};

}  // namespace weft
