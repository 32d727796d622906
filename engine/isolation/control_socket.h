// The socket of a link that carries what nobody waits for. Messages are small, and come whole and in order.
#pragma once

#include <deque>
#include <functional>
#include <mutex>

#include "message.h"
#include "message_kinds.h"

namespace weft {

class ControlSocket {
 public:
  explicit ControlSocket(FileHandle socket);

  // Any thread; never waits. After the end nothing happens.
  void post(MessageKind kind, MessageWriter message);

  enum class Stopped { Closed, Malformed, OtherReady };
  // Sends what was posted and hands over what comes, on one thread, until the other side has closed, `other` (a
  // descriptor, or -1) becomes readable, or `handle` answers false (Malformed).
  Stopped run(Link& link, int other, const std::function<bool(MessageKind, MessageReader&)>& handle);

 private:
  struct Posted {
    MessageKind kind;
    MessageWriter message;
  };
  bool sendPosted();  // false: the socket takes no more for now
  enum class Received { Some, None, Closed, Malformed };
  Received receiveOne(Link& link, const std::function<bool(MessageKind, MessageReader&)>& handle);

  FileHandle m_socket, m_wake;
  std::mutex m_mutex;
  std::deque<Posted> m_posted;
};

// Two ends, for a host and its worker.
Result<std::pair<FileHandle, FileHandle>> makeControlSocket();

}  // namespace weft
