#include "session_cache.h"

namespace weft {

std::optional<std::vector<Value>> SessionCache::find(const Key& key) {
  const std::lock_guard lock(m_mutex);
  const auto found = m_index.find(key);
  if (found == m_index.end()) return std::nullopt;
  m_entries.splice(m_entries.begin(), m_entries, found->second);
  return found->second->outputs;
}

void SessionCache::store(const Key& key, const std::vector<Value>& outputs) {
  // A small value costs its handle and the entry too.
  uint64_t bytes = 256;
  for (const Value& value : outputs) bytes += value.bytes();
  if (bytes > m_budget) return;

  std::list<Entry> dropped;  // values end outside the lock: a plugin's object may do anything when it is destroyed
  const std::lock_guard lock(m_mutex);
  const auto drop = [&](std::list<Entry>::iterator entry) {
    m_bytes -= entry->bytes;
    m_index.erase(entry->key);
    dropped.splice(dropped.end(), m_entries, entry);
  };
  if (const auto found = m_index.find(key); found != m_index.end()) drop(found->second);
  while (m_bytes + bytes > m_budget) drop(std::prev(m_entries.end()));
  m_entries.push_front({key, outputs, bytes});
  m_index[key] = m_entries.begin();
  m_bytes += bytes;
}

void SessionCache::clear() {
  std::list<Entry> dropped;
  const std::lock_guard lock(m_mutex);
  dropped.swap(m_entries);
  m_index.clear();
  m_bytes = 0;
}

}  // namespace weft
