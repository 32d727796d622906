#include "link.h"

#include <algorithm>
#include <chrono>
#include <system_error>

#include <weft/base/log.h>
#include <weft/graph/node_instance.h>
#include <weft/value/foreign_call.h>
#include <weft/value/shared_memory.h>

#include "call_watch.h"
#include "drop_later.h"

namespace weft {

// A request that this thread is serving. While it does, the other side's thread waits for it, and can serve in turn.
struct Link::Conversation {
  Link* link;
  Connection* connection;
  Conversation* outer;

  static thread_local constinit Conversation* innermost;
  static Conversation* of(const Link* link) {
    Conversation* one = innermost;
    while (one && one->link != link) one = one->outer;
    return one;
  }
};

thread_local constinit Link::Conversation* Link::Conversation::innermost = nullptr;

// A connection that a thread has to itself until the answer it got over it has been read.
class Link::Borrowed {
 public:
  Borrowed(std::shared_ptr<Link> link, std::shared_ptr<Connection> connection)
      : m_link(std::move(link)), m_connection(std::move(connection)) {}
  ~Borrowed() { m_link->giveBack(std::move(m_connection)); }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;

 private:
  const std::shared_ptr<Link> m_link;
  std::shared_ptr<Connection> m_connection;
};

Link::Link(FileHandle control, std::shared_ptr<WorkerPage> page, Options options)
    : m_options(std::move(options)), m_page(std::move(page)), m_control(std::move(control)) {
  // The slots of both sides never meet.
  constexpr uint32_t ofWorker = WorkerPage::slotCount / 10;
  m_firstSlot = isWorker() ? WorkerPage::slotCount - ofWorker : 0;
  m_lastSlot = isWorker() ? WorkerPage::slotCount : WorkerPage::slotCount - ofWorker;
}

Link::~Link() = default;

Result<std::shared_ptr<Connection>> Link::borrow() {
  const std::lock_guard lock(m_mutex);
  if (m_end) return m_end->error;
  std::shared_ptr<Connection> connection;
  if (!m_free.empty()) {
    connection = std::move(m_free.back());
    m_free.pop_back();
  } else {
    const uint32_t slot = m_firstSlot + m_opened;
    if (slot >= m_lastSlot) {
      return makeError(ErrorCode::Internal, "too many calls of " + m_options.name + " at a time");
    }
    auto ends = makeConversation();
    if (!ends) return ends.error();
    MessageWriter open(*this);
    open.put(slot);
    open.putFile(std::move(ends->second));
    m_control.post(MessageKind::Open, std::move(open));
    connection = std::make_shared<Connection>(std::move(ends->first), slot);
    m_all.push_back(connection);
    ++m_opened;
  }
  ++m_callsUnderWay;
  return connection;
}

void Link::giveBack(std::shared_ptr<Connection> connection) {
  const std::lock_guard lock(m_mutex);
  --m_callsUnderWay;
  m_free.push_back(std::move(connection));
}

Result<MessageReader> Link::call(MessageKind kind, MessageWriter request) {
  CallContext context;
  return call(kind, std::move(request), context);
}

Result<MessageReader> Link::call(MessageKind kind, MessageWriter request, CallContext& context) {
  if (const Conversation* inner = Conversation::of(this)) {
    context.slot = inner->connection->slot();
    return converse(*inner->connection, kind, std::move(request), context);
  }
  auto connection = borrow();
  if (!connection) {
    context.lost = end();
    return connection.error();
  }
  const auto borrowed = std::make_shared<Borrowed>(shared_from_this(), *connection);
  context.slot = (*connection)->slot();
  m_page->words().cancelled[context.slot] = 0;
  auto answer = converse(**connection, kind, std::move(request), context);
  if (answer) answer->m_conversation = borrowed;
  return answer;
}

Result<MessageReader> Link::converse(Connection& connection, MessageKind kind, MessageWriter request,
                                     CallContext& context) {
  CallWatch watch(*this, context);
  const Connection::KeepWaiting keepWaiting = [&watch] { return watch.check(); };
  // A call that is cancelled already is so from its start.
  if (!watch.check()) return lostError(context, {});
  if (auto broken = connection.send(kind, MessageForm::Request, std::move(request), keepWaiting)) {
    return lostError(context, *broken);
  }
  for (;;) {
    Connection::Failure failure;
    auto arrived = connection.receive(*this, keepWaiting, failure);
    if (!arrived) return lostError(context, failure);
    if (arrived->form != MessageForm::Answer) {
      if (!serve(connection, *std::move(arrived), &context, keepWaiting)) {
        return lostError(context, {Connection::Broken::Malformed, {}});
      }
      // Where one message follows the other, the waiting is never long.
      if (!watch.check()) return lostError(context, {});
      continue;
    }
    if (arrived->kind != kind) return lostError(context, {Connection::Broken::Malformed, {}});
    if (arrived->message.getBoolean()) return std::move(arrived->message);
    Error error = arrived->message.getError();
    if (!arrived->message.finish()) return lostError(context, {Connection::Broken::Malformed, {}});
    return error;
  }
}

bool Link::serve(Connection& connection, Arrived arrived, CallContext* context,
                 const Connection::KeepWaiting& keepWaiting) {
  const auto service = m_options.services.find(arrived.kind);
  if (service == m_options.services.end()) return false;
  MessageWriter answer(*this);
  const bool isNote = arrived.form == MessageForm::Note;
  Served served{*this, arrived.message, answer, context, connection.slot()};
  Result<void> done;
  // What the host makes for a worker is small beside what it computes with on the way.
  const SharedMemoryScope crosses(isWorker());
  {
    // While a note is read the other side goes on: there is nobody there to call over this connection.
    Conversation conversation{this, &connection, Conversation::innermost};
    if (!isNote) Conversation::innermost = &conversation;
    try {
      done = service->second(served);
    } catch (...) {
      done = currentException("a call between processes");
    }
    Conversation::innermost = conversation.outer;
  }
  if (!arrived.message.ok()) return false;
  if (isNote) return true;
  MessageWriter whole(*this);
  whole.put<uint8_t>(done ? 1 : 0);
  if (done) {
    whole.append(std::move(answer));
  } else {
    whole.putError(done.error());
  }
  // Where the other side has gone, whoever waits for it finds out with the next message.
  (void)connection.send(arrived.kind, MessageForm::Answer, std::move(whole), keepWaiting);
  return true;
}

void Link::serveConnection(const std::shared_ptr<Connection>& connection) {
  for (;;) {
    Connection::Failure failure;
    auto arrived = connection->receive(*this, {}, failure);
    if (!arrived && failure.why == Connection::Broken::Closed) break;
    if (arrived && arrived->form != MessageForm::Answer && serve(*connection, *std::move(arrived), nullptr, {}))
      continue;
    condemnNonsense("a message", connection->slot());
    break;
  }
  if (m_options.closed) m_options.closed();
}

void Link::tell(MessageKind kind, MessageWriter note) {
  const Conversation* conversation = Conversation::of(this);
  if (!conversation) return;
  (void)conversation->connection->send(kind, MessageForm::Note, std::move(note), {});
}

void Link::post(MessageKind kind, MessageWriter note) {
  {
    const std::lock_guard lock(m_mutex);
    if (m_end) return;
  }
  m_control.post(kind, std::move(note));
}

// What a call ends with whose connection broke: the link ends, and its words are the error.
Error Link::lostError(CallContext& context, const Connection::Failure& failure) {
  if (failure.why == Connection::Broken::Malformed) condemnNonsense("a message", context.slot);
  context.lost = waitForEnd();
  return context.lost->error;
}

std::shared_ptr<const LinkEnd> Link::waitForEnd() {
  constexpr std::chrono::seconds goodwill(2), patience(10);
  std::unique_lock lock(m_mutex);
  const auto ended = [this] { return m_end != nullptr; };
  // A process that closes its socket and lives on is ended.
  if (!m_ended.wait_for(lock, goodwill, ended)) {
    lock.unlock();
    condemn(makeError(ErrorCode::Internal, m_options.name + " has closed its connection; its process was ended"),
            LinkEnd::nobody, true);
    lock.lock();
    if (!m_ended.wait_for(lock, patience, ended)) {
      m_end = std::make_shared<LinkEnd>(LinkEnd{m_verdict->error, m_verdict->culprit, m_callsUnderWay});
    }
  }
  return m_end;
}

uint64_t Link::hold(std::shared_ptr<Held> thing) {
  const std::lock_guard lock(m_heldMutex);
  const uint64_t handle = m_nextHandle++;
  m_held.emplace(handle, std::move(thing));
  return handle;
}

std::shared_ptr<Held> Link::heldThing(uint64_t handle) const {
  const std::lock_guard lock(m_heldMutex);
  const auto found = m_held.find(handle);
  return found == m_held.end() ? nullptr : found->second;
}

std::shared_ptr<Held> Link::takeHeld(uint64_t handle) {
  const std::lock_guard lock(m_heldMutex);
  const auto found = m_held.find(handle);
  if (found == m_held.end()) return nullptr;
  auto thing = std::move(found->second);
  m_held.erase(found);
  return thing;
}

void Link::letGo(uint64_t handle) {
  MessageWriter release(*this);
  release.put(handle);
  post(MessageKind::Release, std::move(release));
}

Result<Device> Link::openDevice(weft_device_id id) const {
  if (m_options.openDevice) return m_options.openDevice(id);
  return makeError(ErrorCode::UnsupportedDevice, "what lies on " + deviceName(id) + " cannot cross between processes");
}

size_t Link::heldCount() const {
  const std::lock_guard lock(m_heldMutex);
  return m_held.size();
}

std::shared_ptr<const LinkEnd> Link::end() const {
  const std::lock_guard lock(m_mutex);
  return m_end;
}

std::optional<Link::Verdict> Link::verdict() const {
  const std::lock_guard lock(m_mutex);
  return m_verdict;
}

void Link::condemn(Error error, uint32_t culprit, bool counts) {
  {
    const std::lock_guard lock(m_mutex);
    if (m_end || m_verdict) return;
    m_verdict = Verdict{std::move(error), culprit, counts};
  }
  logInfo("isolation", m_verdict->error.message);
  if (m_options.kill) m_options.kill();
}

void Link::condemnNonsense(std::string_view what, uint32_t culprit) {
  condemn(makeError(ErrorCode::Internal,
                    m_options.name + " sent " + std::string(what) + " that makes no sense; its process was ended"),
          culprit, true);
}

bool Link::handleControl(MessageKind kind, MessageReader& message) {
  if (kind == MessageKind::Release) {
    auto thing = takeHeld(message.get<uint64_t>());
    if (!message.finish() || !thing) return false;
    dropLater(std::move(thing));
    return true;
  }
  if (kind == MessageKind::Arena || kind == MessageKind::ForgetArena) return m_memory.take(kind, message);
  if (kind != MessageKind::Open) return false;
  const auto slot = message.get<uint32_t>();
  FileHandle socket = message.getFile();
  if (!message.finish() || slot >= WorkerPage::slotCount) return false;
  prepareConversation(socket.get());
  const auto connection = std::make_shared<Connection>(std::move(socket), slot);
  {
    const std::lock_guard lock(m_mutex);
    if (m_end || m_all.size() >= WorkerPage::slotCount) return m_end != nullptr;
    m_all.push_back(connection);
  }
  try {
    std::thread([self = shared_from_this(), connection] { self->serveConnection(connection); }).detach();
  } catch (const std::system_error&) {  // who calls finds the connection closed
    connection->shutDown();
  }
  return true;
}

void Link::finish(Error error, uint32_t culprit) {
  std::vector<std::shared_ptr<Connection>> connections;
  {
    const std::lock_guard lock(m_mutex);
    if (!m_end) {
      if (m_verdict) {
        m_end = std::make_shared<LinkEnd>(LinkEnd{m_verdict->error, m_verdict->culprit, m_callsUnderWay});
      } else {
        m_end = std::make_shared<LinkEnd>(LinkEnd{std::move(error), culprit, m_callsUnderWay});
      }
    }
    connections.swap(m_all);
    m_free.clear();
  }
  for (const auto& connection : connections) connection->shutDown();
  m_ended.notify_all();
  m_memory.finish();
  const std::lock_guard lock(m_heldMutex);
  for (auto& [handle, thing] : m_held) dropLater(std::move(thing));
  m_held.clear();
}

}  // namespace weft
