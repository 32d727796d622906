#include "control_socket.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "packet.h"

namespace weft {
namespace {

// What a control message may have, head included; far below what a socket takes at once.
constexpr size_t mostControlBytes = size_t{64} << 10;

}  // namespace

Result<std::pair<FileHandle, FileHandle>> makeControlSocket() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return makeError(ErrorCode::Internal, "a socket cannot be made: " + systemError(errno));
  }
  return std::pair(FileHandle(ends[0]), FileHandle(ends[1]));
}

ControlSocket::ControlSocket(FileHandle socket)
    : m_socket(std::move(socket)), m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

void ControlSocket::post(MessageKind kind, MessageWriter message) {
  {
    const std::lock_guard lock(m_mutex);
    m_posted.push_back({kind, std::move(message)});
  }
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(m_wake.get(), &one, sizeof(one));
}

bool ControlSocket::sendPosted() {
  for (;;) {
    std::unique_lock lock(m_mutex);
    if (m_posted.empty()) return true;
    Posted& next = m_posted.front();
    const PacketHead head{static_cast<uint32_t>(next.message.m_bytes.size()), static_cast<uint16_t>(next.kind), 0,
                          static_cast<uint8_t>(next.message.m_files.size())};
    iovec parts[2] = {{const_cast<PacketHead*>(&head), sizeof(head)},
                      {next.message.m_bytes.data(), next.message.m_bytes.size()}};
    msghdr header{};
    header.msg_iov = parts;
    header.msg_iovlen = 2;
    FilePassage passage;
    passage.attach(header, next.message.m_files);
    const ssize_t sent = ::sendmsg(m_socket.get(), &header, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return false;
    // What cannot be sent has nobody to go to: the other side has closed, and run() finds that out.
    const Posted done = std::move(next);
    m_posted.pop_front();
    lock.unlock();  // what the message kept may go now
  }
}

ControlSocket::Received ControlSocket::receiveOne(Link& link,
                                                  const std::function<bool(MessageKind, MessageReader&)>& handle) {
  std::array<char, mostControlBytes> buffer;
  iovec part{buffer.data(), buffer.size()};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  FilePassage passage;
  passage.expect(header);
  const ssize_t got = ::recvmsg(m_socket.get(), &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (got < 0) {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? Received::None : Received::Closed;
  }
  std::vector<FileHandle> files;
  if (!FilePassage::take(header, files)) return Received::Malformed;
  if (got == 0) return Received::Closed;
  PacketHead head;
  if (static_cast<size_t>(got) < sizeof(head)) return Received::Malformed;
  std::memcpy(&head, buffer.data(), sizeof(head));
  if (head.bytes != static_cast<size_t>(got) - sizeof(head) || head.files != files.size()) return Received::Malformed;
  MessageReader message(link, std::string(buffer.data() + sizeof(head), head.bytes), std::move(files));
  return handle(static_cast<MessageKind>(head.kind), message) ? Received::Some : Received::Malformed;
}

ControlSocket::Stopped ControlSocket::run(Link& link, int other,
                                          const std::function<bool(MessageKind, MessageReader&)>& handle) {
  for (;;) {
    uint64_t count = 0;
    [[maybe_unused]] const ssize_t woken = ::read(m_wake.get(), &count, sizeof(count));
    const bool sentAll = sendPosted();
    pollfd watched[3] = {{m_socket.get(), static_cast<short>(sentAll ? POLLIN : POLLIN | POLLOUT), 0},
                         {m_wake.get(), POLLIN, 0},
                         {other, POLLIN, 0}};
    if (::poll(watched, other >= 0 ? 3 : 2, -1) < 0) continue;
    // All that came before the end is taken first.
    for (Received received = Received::Some; received == Received::Some;) {
      received = receiveOne(link, handle);
      if (received == Received::Closed) return Stopped::Closed;
      if (received == Received::Malformed) return Stopped::Malformed;
    }
    if (other >= 0 && watched[2].revents != 0) return Stopped::OtherReady;
  }
}

}  // namespace weft
