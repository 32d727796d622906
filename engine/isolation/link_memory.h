// The shared arenas of a link: those that the other side was told of, and those of the other side that this one sees.
// An arena travels on the control socket, once and before anything that lies in it is named. Any thread.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include <weft/base/result.h>
#include <weft/value/shared_arena.h>
#include <weft/value/value.h>

#include "message.h"
#include "message_kinds.h"

namespace weft {

class LinkMemory {
 public:
  explicit LinkMemory(Link& link);

  // Tells the other side of the arena if it does not know it. False: it knows too many already.
  bool tell(const SharedArena& arena);
  // An arena that the other side tells of, by the number it has there. Waits for what is under way on the control
  // socket; nullptr: it never told, or it has gone.
  std::shared_ptr<const SharedArena> find(uint64_t id);

  // The values here that lie in memory of the other side, so that they can go home.
  void addGuest(const weft_value* value, uint64_t handle);
  void removeGuest(const weft_value* value);
  std::optional<uint64_t> handleOf(const Value& value) const;

  // For the link's control thread. False: the message makes no sense.
  bool take(MessageKind kind, MessageReader& message);
  void finish();  // the other side has gone: nobody waits any longer

 private:
  void forget(uint64_t id);

  Link& m_link;
  mutable std::mutex m_mutex;
  std::condition_variable m_changed;
  std::unordered_set<uint64_t> m_told;
  std::map<uint64_t, std::shared_ptr<const SharedArena>> m_known;
  std::unordered_map<const weft_value*, uint64_t> m_guests;
  bool m_finished = false;
  SharedArenaWatch m_watch;  // last: it calls forget()
};

}  // namespace weft
