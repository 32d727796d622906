#include "link_memory.h"

#include <fcntl.h>

#include <chrono>

#include "link.h"

namespace weft {
namespace {

// Each takes a descriptor on both sides. The reader allows more than the sender uses.
constexpr size_t mostTold = 200, mostKnown = 256;
// What is under way arrives at once. A worker whose plugin keeps the control thread busy is the host's to judge.
constexpr std::chrono::seconds patience(10);

}  // namespace

LinkMemory::LinkMemory(Link& link) : m_link(link), m_watch([this](uint64_t id) { forget(id); }) {}

bool LinkMemory::tell(const SharedArena& arena) {
  const std::lock_guard lock(m_mutex);
  if (m_told.contains(arena.id())) return true;
  if (m_told.size() >= mostTold || m_finished) return false;
  FileHandle file(::fcntl(arena.file(), F_DUPFD_CLOEXEC, 0));
  if (!file.isOpen()) return false;
  MessageWriter message(m_link);
  message.put(arena.id());
  message.put(arena.bytes());
  message.putFile(std::move(file));
  m_told.insert(arena.id());
  m_link.post(MessageKind::Arena, std::move(message));  // under the lock: before whoever finds that it was told
  return true;
}

std::shared_ptr<const SharedArena> LinkMemory::find(uint64_t id) {
  std::unique_lock lock(m_mutex);
  auto found = m_known.end();
  m_changed.wait_for(lock, patience, [&] {
    found = m_known.find(id);
    return found != m_known.end() || m_finished;
  });
  return found == m_known.end() ? nullptr : found->second;
}

void LinkMemory::addGuest(const weft_value* value, uint64_t handle) {
  const std::lock_guard lock(m_mutex);
  m_guests.emplace(value, handle);
}

void LinkMemory::removeGuest(const weft_value* value) {
  const std::lock_guard lock(m_mutex);
  m_guests.erase(value);
}

std::optional<uint64_t> LinkMemory::handleOf(const Value& value) const {
  const std::lock_guard lock(m_mutex);
  const auto found = m_guests.find(value.get());
  return found == m_guests.end() ? std::nullopt : std::optional(found->second);
}

bool LinkMemory::take(MessageKind kind, MessageReader& message) {
  const auto id = message.get<uint64_t>();
  std::shared_ptr<const SharedArena> arena;  // one that goes does so after the lock
  if (kind == MessageKind::Arena) {
    const auto bytes = message.get<uint64_t>();
    FileHandle file = message.getFile();
    if (!message.finish()) return false;
    auto imported = SharedArena::import(std::move(file), bytes);
    if (!imported) return false;
    arena = *std::move(imported);
  }
  if (!message.finish()) return false;
  {
    const std::lock_guard lock(m_mutex);
    const auto known = m_known.find(id);
    if (kind == MessageKind::Arena) {
      if (known != m_known.end() || m_known.size() >= mostKnown) return false;
      m_known.emplace(id, std::move(arena));
    } else {
      if (known == m_known.end()) return false;
      arena = std::move(known->second);
      m_known.erase(known);
    }
  }
  m_changed.notify_all();
  return true;
}

void LinkMemory::finish() {
  std::map<uint64_t, std::shared_ptr<const SharedArena>> known;  // which go after the lock
  {
    const std::lock_guard lock(m_mutex);
    m_finished = true;
    known.swap(m_known);
  }
  m_changed.notify_all();
}

void LinkMemory::forget(uint64_t id) {
  const std::lock_guard lock(m_mutex);
  if (m_told.erase(id) == 0 || m_finished) return;
  MessageWriter message(m_link);
  message.put(id);
  m_link.post(MessageKind::ForgetArena, std::move(message));
}

}  // namespace weft
