// Handles that plugins hold and may misuse: a number in the shape of a pointer. One that was used up, or never was, is
// simply not found.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace weft {

template <typename Handle, typename Entry>
class HandleTable {
 public:
  Handle* add(Entry entry) {
    const std::lock_guard lock(m_mutex);
    const uintptr_t key = m_next++;
    m_entries.emplace(key, std::move(entry));
    return reinterpret_cast<Handle*>(key);
  }

  // Removes the entry and hands it over.
  std::optional<Entry> take(const Handle* handle) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(reinterpret_cast<uintptr_t>(handle));
    if (found == m_entries.end()) return std::nullopt;
    std::optional<Entry> entry(std::move(found->second));
    m_entries.erase(found);
    return entry;
  }

 private:
  std::mutex m_mutex;
  uintptr_t m_next = 1;
  std::unordered_map<uintptr_t, Entry> m_entries;
};

}  // namespace weft
