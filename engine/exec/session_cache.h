// Results of earlier runs of one Executor, by content key, within a budget of bytes. When that is full, what saves the
// fewest seconds per byte goes first; what has not been used for long loses to what is new (GreedyDual-Size).
#pragma once

#include <functional>
#include <memory_resource>
#include <mutex>
#include <optional>
#include <queue>
#include <unordered_map>
#include <vector>

#include "cached_result.h"

namespace weft {

// Any thread. Values end outside the lock: a plugin's object may do anything when it is destroyed.
class SessionCache {
 public:
  explicit SessionCache(uint64_t budgetBytes) : m_budget(budgetBytes) {}

  // Constant time, whatever the cache holds.
  std::optional<CachedResult> find(const Key& key);
  // May let go of others, or not keep this one where the others are worth more.
  void store(const Key& key, CachedResult result);
  // Lets go of what is worth least until `bytes` are no longer held here, or nothing is left; answers how many.
  // Readers that still have a value keep it alive.
  uint64_t free(uint64_t bytes);
  void clear() { free(UINT64_MAX); }
  uint64_t budget() const { return m_budget; }
  // What the results held here keep alive. Memory that several share, such as what a node passes on, counts once.
  uint64_t bytes() const;

 private:
  // A result's place in the order in which they go. It may lie below its priority: a use raises that alone, and the
  // place follows when it comes to be the first. Places of results that are gone are passed over.
  struct Place {
    double priority = 0;
    uint64_t number = 0;
    Key key{};
    bool operator>(const Place& other) const {
      return priority != other.priority ? priority > other.priority : number > other.number;
    }
  };
  using Order = std::priority_queue<Place, std::vector<Place>, std::greater<>>;
  struct Entry {
    CachedResult result;
    uint64_t ownBytes = 0;
    std::vector<Storage> storages;
    double worth = 0;  // seconds per byte
    double priority = 0;
    uint64_t number = 0;  // of its place
  };
  struct Shared {
    uint64_t bytes = 0;
    size_t users = 0;
  };
  using Entries = std::pmr::unordered_map<Key, Entry, KeyHash>;

  // With the lock held; what is dropped must be destroyed without it.
  void add(const Key& key, Entry entry);
  void drop(Entries::iterator entry, std::vector<Entry>& dropped);
  void forgetStalePlaces();
  void dropUntil(uint64_t bytes, std::vector<Entry>& dropped);

  const uint64_t m_budget;
  mutable std::mutex m_mutex;
  // Many and small, made on one thread and dropped on another: what malloc is slowest at.
  std::pmr::unsynchronized_pool_resource m_pool;
  Entries m_entries{&m_pool};
  Order m_order;
  uint64_t m_places = 0;
  std::unordered_map<const void*, Shared> m_storages;
  uint64_t m_bytes = 0;
  double m_clock = 0;  // the priority of what went last: what comes or is used later begins above it
};

}  // namespace weft
