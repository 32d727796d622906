// What the tables and services of interface_*.cpp have in common.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <optional>
#include <utility>

#include <weft/value/foreign_call.h>
#include <weft/value/shared_memory.h>

#include "interfaces.h"
#include "remote_object.h"
#include "value_wire.h"

namespace weft {

// The calling side
// -----------------------------------------------------------------------------------------------------

// The body of a function of the C ABI: an error becomes a status and a message, as the original would have left it.
template <typename Body>
weft_status answerWith(Body&& body) noexcept {
  Result<void> done;
  try {
    done = body();
  } catch (...) {
    done = currentException("a call between processes");
  }
  if (done) return WEFT_OK;
  setThreadError(done.error().message);
  return errorStatus(done.error().code);
}

// Asks the other process about a thing that it keeps; `put` writes what stands behind the handle.
template <typename Put>
Result<MessageReader> ask(const Remote& remote, MessageKind kind, Put&& put) {
  MessageWriter request(remote.link());
  request.put(remote.handle());
  if (Result<void> written = put(request); !written) return written.error();
  return remote.link().call(kind, std::move(request));
}
inline Result<MessageReader> ask(const Remote& remote, MessageKind kind) {
  return ask(remote, kind, [](MessageWriter&) { return Result<void>(); });
}

// Where an answer has been read as far as it goes: an error if that was no answer.
Result<void> finishAnswer(MessageReader& answer);

// An answer that is one value; *out is a new reference.
Result<void> takeValue(Result<MessageReader> answer, const weft_value** out);

// Fills a struct whose size the caller set: as much of it as it has room for.
template <typename Struct>
void fillStruct(Struct* out, const Struct& full) {
  const uint32_t size = out->struct_size;
  std::memcpy(static_cast<void*>(out), &full, std::min<size_t>(size, sizeof(Struct)));
  out->struct_size = size;
}

// The answering side
// -----------------------------------------------------------------------------------------------------

// Calls an object's function: its status and what it left as a message.
template <typename Call>
Result<void> callObject(Call&& call) {
  setThreadError({});
  weft_status status = WEFT_OK;
  try {
    status = call();
  } catch (...) {
    return currentException("an object");
  }
  if (status == WEFT_OK) return {};
  return makeError(errorCode(status), threadError());
}

// An interface of an object that this process keeps for the other one.
template <typename Table>
struct Target {
  std::shared_ptr<Held> owner;
  const Table* table = nullptr;
  void* self = nullptr;
  explicit operator bool() const { return table != nullptr; }
};

template <typename Table>
Target<Table> targetOf(const std::shared_ptr<HeldValue>& held, const char* id) {
  const weft_object* object = held ? held->value().asObject() : nullptr;
  if (!object) return {};
  return {held, static_cast<const Table*>(object->get_interface(object->self, id)), object->self};
}

// The one whose handle the request begins with. Nothing: the request makes no sense.
template <typename Table>
Target<Table> targetOf(Served& served, const char* id) {
  Target<Table> target = targetOf<Table>(served.link.held<HeldValue>(served.request.get<uint64_t>()), id);
  if (!target) served.request.fail();
  return target;
}

// Of a request that makes no sense; the link ends with it.
inline Error refused(Served& served) {
  served.request.fail();
  return makeError(ErrorCode::Internal, "a request between processes makes no sense");
}

// The value that a call gives: made, sent, and dropped.
template <typename Call>
Result<void> answerValue(Served& served, Call&& call) {
  const weft_value* out = nullptr;
  auto done = callObject([&] { return call(&out); });
  const Value value = Value::adopt(out);
  if (!done) return done;
  return putValue(served.answer, value);
}

// Something borrowed, which the other process may use until it is given back: from then on it is refused.
class Borrowed : public Held {
 public:
  // Runs `use` while the thing is there.
  template <typename Use>
  Result<void> whileThere(Use&& use) {
    if (!enter()) return makeError(ErrorCode::Internal, "what this call was made for is over");
    const Leave leave{*this};
    return use();
  }
  void giveBack();  // waits for calls in progress

 private:
  struct Leave {
    Borrowed& thing;
    ~Leave() { thing.leave(); }
  };
  bool enter();
  void leave();

  std::mutex m_mutex;
  std::condition_variable m_left;
  int m_users = 0;
  bool m_isOver = false;
};

// Lends something for as long as it lives.
template <typename Thing>
class Lending {
 public:
  Lending() = default;
  explicit Lending(std::shared_ptr<Thing> thing) : m_thing(std::move(thing)) {}
  Lending(Lending&& other) noexcept : m_thing(std::move(other.m_thing)) {}
  Lending& operator=(Lending&& other) noexcept {
    std::swap(m_thing, other.m_thing);
    return *this;
  }
  ~Lending() {
    if (m_thing) m_thing->giveBack();
  }
  const std::shared_ptr<Thing>& thing() const { return m_thing; }

 private:
  std::shared_ptr<Thing> m_thing;
};

// Progress across processes
// ----------------------------------------------------------------------------------------------

// A caller's progress, lent to the other process for one call.
class LentProgress {
 public:
  LentProgress(Link& link, const weft_progress* progress);
  void put(MessageWriter& request) const { request.put(m_handle); }

 private:
  Lending<Borrowed> m_lent;
  uint64_t m_handle = 0;
};

// What stands for it there.
class RemoteProgress {
 public:
  RemoteProgress(Link& link, MessageReader& request);
  const weft_progress* get() const { return m_remote ? &m_progress : nullptr; }

 private:
  static weft_status WEFT_CALL report(void* self, uint64_t step, uint64_t total);

  std::optional<Remote> m_remote;
  weft_progress m_progress{};
};

}  // namespace weft
