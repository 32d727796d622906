// Results of earlier runs of one Executor, by content key; the least recently used go first when the budget is full.
#pragma once

#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include <weft/plan/plan.h>
#include <weft/value/value.h>

namespace weft {

// Any thread.
class SessionCache {
 public:
  explicit SessionCache(uint64_t budgetBytes) : m_budget(budgetBytes) {}

  std::optional<std::vector<Value>> find(const Key& key);
  void store(const Key& key, const std::vector<Value>& outputs);
  void clear();

 private:
  struct Entry {
    Key key;
    std::vector<Value> outputs;
    uint64_t bytes = 0;
  };
  struct KeyHash {
    size_t operator()(const Key& key) const { return static_cast<size_t>(key[0]); }
  };

  const uint64_t m_budget;
  std::mutex m_mutex;
  std::list<Entry> m_entries;  // the most recently used first
  std::unordered_map<Key, std::list<Entry>::iterator, KeyHash> m_index;
  uint64_t m_bytes = 0;
};

}  // namespace weft
