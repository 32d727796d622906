// One socket over which two threads, one in each process, talk in turns: at any time one of them works and the other
// waits for a message. So a message that arrives tells that the other side has read all that was sent before it.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "message.h"
#include "message_kinds.h"

namespace weft {

// A request is answered by one Answer; a Note is not.
enum class MessageForm : uint8_t { Request = 1, Answer, Note };

struct Arrived {
  MessageKind kind{};
  MessageForm form{};
  MessageReader message;
};

class Connection {
 public:
  // Called every few hundredths of a second while a thread waits; an error ends the waiting.
  using KeepWaiting = std::function<Result<void>()>;

  // `slot` is its place in the worker's page (worker_page.h).
  Connection(FileHandle socket, uint32_t slot) : m_socket(std::move(socket)), m_slot(slot) {}

  uint32_t slot() const { return m_slot; }

  enum class Broken { Closed, Malformed, GivenUp };
  struct Failure {
    Broken why = Broken::Closed;
    Error error;  // of KeepWaiting
  };
  // nullopt: done.
  [[nodiscard]] std::optional<Failure> send(MessageKind kind, MessageForm form, MessageWriter message,
                                            const KeepWaiting& keepWaiting);
  // The next message; `failure` says why there is none.
  std::optional<Arrived> receive(Link& link, const KeepWaiting& keepWaiting, Failure& failure);

  void shutDown() const;  // whoever waits on either side finds it closed; any thread

 private:
  std::optional<Failure> receiveBytes(char* to, size_t bytes, std::vector<FileHandle>* files,
                                      const KeepWaiting& keepWaiting) const;

  FileHandle m_socket;
  const uint32_t m_slot;
  std::vector<Value> m_sentAlong;  // until the other side has read what names them
};

// Two ends of a conversation. The sockets wake whoever waits for KeepWaiting's sake.
Result<std::pair<FileHandle, FileHandle>> makeConversation();
void prepareConversation(int socket);  // of an end that came from the other process

}  // namespace weft
