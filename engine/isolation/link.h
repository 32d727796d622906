// The other process, as this one sees it; the same on both sides.
//
// Requests travel on connections. A thread that calls borrows one, and a thread of the other process that belongs to
// this connection serves the call. What that thread asks in turn goes back over the same connection to the thread that
// waits, which serves it while it waits; so however calls nest, each pair of threads is one stack that alternates
// between two processes, and nothing can deadlock that would not in one process. A thread of the worker that serves
// nobody (one of a plugin's own) opens a connection from its side.
//
// What cannot be sent as bytes is sent as a handle: a number under which the sender keeps the thing until the receiver
// lets go of it. Each time it is sent it gets a new handle, so that nothing is counted on two sides. Where a thing goes
// home its handle is sent back, and the sender keeps its own stand-in until the message has been read
// (MessageWriter::keep).
//
// The control socket carries what nobody waits for: connections that are opened, handles that are let go, the start and
// the end. What is posted there never blocks.
//
// A link ends once, with the process on its other side; then every call fails with the same words. The host ends a
// worker that sends nonsense or does not answer in time (condemn()).
#pragma once

#include <array>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include <weft/base/result.h>
#include <weft/value/device.h>

#include "connection.h"
#include "control_socket.h"
#include "link_memory.h"
#include "message.h"
#include "message_kinds.h"
#include "worker_page.h"

namespace weft {

class NodeCall;

// Something kept for the other side.
class Held {
 public:
  virtual ~Held() = default;
};

class HeldValue final : public Held {
 public:
  explicit HeldValue(Value value) : m_value(std::move(value)) {}
  const Value& value() const { return m_value; }

 private:
  const Value m_value;
};

// How a link came to its end.
struct LinkEnd {
  static constexpr uint32_t nobody = UINT32_MAX;
  Error error;                // what calls fail with: "the plugin ... crashed: ..."
  uint32_t culprit = nobody;  // the slot of the call that did it, where that is known
  size_t callsUnderWay = 0;   // then
};

// What a calling thread brings along, and what it learns beside the answer.
struct CallContext {
  NodeCall* node = nullptr;   // whose call this is: answers what the other side asks of it, and says when to stop
  double cancelSeconds = 2;   // that it may take to end once it was asked to
  double timeoutSeconds = 0;  // --node-timeout; 0: none
  std::shared_ptr<const LinkEnd> lost;  // set: the other process went while it served this call
  uint32_t slot = LinkEnd::nobody;      // of the connection that was used
  bool hadEffects = false;              // the call has done what a second one would do again
};

// A request that is being served.
struct Served {
  Link& link;
  MessageReader& request;
  MessageWriter& answer;
  CallContext* context;  // of the call of this side within which the other one asks; nullptr: none
  uint32_t slot;         // of the connection
};

class Link : public std::enable_shared_from_this<Link> {
 public:
  // An error goes to the caller as it is; a request that cannot be read (request.ok() is false) ends the link.
  using Serve = std::function<Result<void>(Served&)>;
  using Services = std::map<MessageKind, Serve>;

  struct Options {
    std::string name;  // of the other side, for messages: "the plugin org.example.pack"
    Services services;
    std::function<void()> kill{};    // ends the other process; empty in the worker
    std::function<void()> closed{};  // the other side has closed a connection; in the worker that is its end
    std::function<Result<Device>(weft_device_id)> openDevice{};  // where tensors on devices cross
    bool isWorker = false;
  };
  Link(FileHandle control, std::shared_ptr<WorkerPage> page, Options options);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  // Sends a request and waits for its answer. An error is that of the other side, or says how the link ended
  // (`context.lost`). Any thread.
  Result<MessageReader> call(MessageKind kind, MessageWriter request, CallContext& context);
  Result<MessageReader> call(MessageKind kind, MessageWriter request);
  // Within a call that this thread serves: tells the caller something. Elsewhere, and after the end, nothing happens.
  void tell(MessageKind kind, MessageWriter note);
  // Never waits. Any thread.
  void post(MessageKind kind, MessageWriter note);

  // Keeps something for the other side; the handle goes into a message.
  uint64_t hold(std::shared_ptr<Held> thing);
  // What stands behind a handle that came back; nullptr: nothing of that kind.
  template <typename Thing>
  std::shared_ptr<Thing> held(uint64_t handle) const {
    return std::dynamic_pointer_cast<Thing>(heldThing(handle));
  }
  std::shared_ptr<Held> takeHeld(uint64_t handle);  // it is kept no more; nullptr: there is none
  void letGo(uint64_t handle);  // the other side need not keep this any longer; any thread, never waits
  size_t heldCount() const;

  bool isWorker() const { return m_options.isWorker; }  // this process is the worker
  const std::string& name() const { return m_options.name; }
  WorkerPage& page() const { return *m_page; }
  LinkMemory& memory() { return m_memory; }
  Result<Device> openDevice(weft_device_id id) const;

  // Set when the other process has gone.
  std::shared_ptr<const LinkEnd> end() const;
  // Ends the other process, for a reason that calls will fail with. The first reason stays.
  void condemn(Error error, uint32_t culprit, bool counts);
  void condemnNonsense(std::string_view what, uint32_t culprit);  // for "a message", "an answer" that it sent

  // For the side's control thread -----------------------------------------------------------------------------------
  ControlSocket& control() { return m_control; }
  // A message of the control socket that is the link's own (Open, Release); false: it is not.
  bool handleControl(MessageKind kind, MessageReader& message);
  // The other process has gone, as `error` says, unless it was condemned before. Whoever waits is woken.
  void finish(Error error, uint32_t culprit);

  struct Verdict {
    Error error;
    uint32_t culprit = LinkEnd::nobody;
    bool counts = true;  // as a death of the plugin's own making
  };
  std::optional<Verdict> verdict() const;

 private:
  struct Conversation;
  class Borrowed;
  friend class Borrowed;

  std::shared_ptr<Held> heldThing(uint64_t handle) const;
  Result<std::shared_ptr<Connection>> borrow();
  void giveBack(std::shared_ptr<Connection> connection);
  Result<MessageReader> converse(Connection& connection, MessageKind kind, MessageWriter request, CallContext& context);
  bool serve(Connection& connection, Arrived arrived, CallContext* context,
             const Connection::KeepWaiting& keepWaiting);  // false: it makes no sense
  void serveConnection(const std::shared_ptr<Connection>& connection);
  Error lostError(CallContext& context, const Connection::Failure& failure);
  std::shared_ptr<const LinkEnd> waitForEnd();

  const Options m_options;
  const std::shared_ptr<WorkerPage> m_page;
  ControlSocket m_control;
  LinkMemory m_memory{*this};

  mutable std::mutex m_mutex;
  std::condition_variable m_ended;
  std::vector<std::shared_ptr<Connection>> m_all, m_free;
  uint32_t m_firstSlot = 0, m_lastSlot = 0, m_opened = 0;  // of the connections that this side opens
  size_t m_callsUnderWay = 0;
  std::optional<Verdict> m_verdict;
  std::shared_ptr<const LinkEnd> m_end;

  mutable std::mutex m_heldMutex;
  std::unordered_map<uint64_t, std::shared_ptr<Held>> m_held;
  uint64_t m_nextHandle = 1;
};

}  // namespace weft
