#include "session_cache.h"

#include <algorithm>

namespace weft {
namespace {

constexpr uint64_t smallValueBytes = 96;
constexpr uint64_t entryBytes = 256;      // the least that an entry costs beside its values
constexpr double shortestSeconds = 1e-6;  // so that what took no time at all still ages by use

// Not worth finding out with whom it is shared.
bool isSmall(const Value& value) {
  const Kind kind = value.kind();
  return kind == Kind::None || kind == Kind::Number || kind == Kind::Integer || kind == Kind::Boolean;
}

}  // namespace

std::optional<CachedResult> SessionCache::find(const Key& key) {
  const std::lock_guard lock(m_mutex);
  const auto found = m_entries.find(key);
  if (found == m_entries.end()) return std::nullopt;
  found->second.priority = m_clock + found->second.worth;
  return found->second.result;
}

void SessionCache::store(const Key& key, CachedResult result) {
  if (m_budget == 0) return;
  Entry entry;
  entry.ownBytes = entryBytes;
  if (std::all_of(result.outputs.begin(), result.outputs.end(), isSmall)) {
    entry.ownBytes += result.outputs.size() * smallValueBytes;
  } else {
    entry.storages = storagesOf(result.outputs);
  }
  uint64_t bytes = entry.ownBytes;
  for (const Storage& storage : entry.storages) bytes += storage.bytes;
  if (bytes > m_budget) return;
  entry.worth = std::max(result.seconds, shortestSeconds) / static_cast<double>(bytes);
  entry.result = std::move(result);

  std::vector<Entry> dropped;
  const std::lock_guard lock(m_mutex);
  if (const auto found = m_entries.find(key); found != m_entries.end()) drop(found, dropped);
  add(key, std::move(entry));
  // The new one is among those that may go.
  dropUntil(m_budget, dropped);
}

uint64_t SessionCache::free(uint64_t bytes) {
  std::vector<Entry> dropped;
  const std::lock_guard lock(m_mutex);
  const uint64_t before = m_bytes;
  dropUntil(before - std::min(before, bytes), dropped);
  return before - m_bytes;
}

uint64_t SessionCache::bytes() const {
  const std::lock_guard lock(m_mutex);
  return m_bytes;
}

void SessionCache::add(const Key& key, Entry entry) {
  entry.priority = m_clock + entry.worth;
  entry.number = m_places++;
  m_order.push({entry.priority, entry.number, key});
  m_bytes += entry.ownBytes;
  for (const Storage& storage : entry.storages) {
    Shared& shared = m_storages[storage.identity];
    ++shared.users;
    if (storage.bytes <= shared.bytes) continue;
    m_bytes += storage.bytes - shared.bytes;
    shared.bytes = storage.bytes;
  }
  m_entries.emplace(key, std::move(entry));
}

void SessionCache::drop(Entries::iterator found, std::vector<Entry>& dropped) {
  Entry& entry = found->second;
  m_bytes -= entry.ownBytes;
  for (const Storage& storage : entry.storages) {
    const auto shared = m_storages.find(storage.identity);
    if (--shared->second.users > 0) continue;
    m_bytes -= shared->second.bytes;
    m_storages.erase(shared);
  }
  dropped.push_back(std::move(entry));
  m_entries.erase(found);
}

void SessionCache::forgetStalePlaces() {
  if (m_order.size() < 2 * m_entries.size() + 64) return;
  std::vector<Place> places;
  places.reserve(m_entries.size());
  for (const auto& [key, entry] : m_entries) places.push_back({entry.priority, entry.number, key});
  m_order = Order({}, std::move(places));
}

void SessionCache::dropUntil(uint64_t bytes, std::vector<Entry>& dropped) {
  while (m_bytes > bytes && !m_order.empty()) {
    const Place first = m_order.top();
    m_order.pop();
    const auto found = m_entries.find(first.key);
    if (found == m_entries.end() || found->second.number != first.number) continue;
    const double priority = found->second.priority;
    if (first.priority < priority) {
      m_order.push({priority, first.number, first.key});
      continue;
    }
    m_clock = priority;
    drop(found, dropped);
  }
  forgetStalePlaces();
}

}  // namespace weft
