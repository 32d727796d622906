#include "connection.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>

#include "packet.h"

namespace weft {
namespace {

constexpr int64_t wakeMicroseconds = 50'000;
// Memory for a message is taken as it arrives, and not for what its head claims.
constexpr size_t firstPiece = size_t{1} << 20;

bool onlyWoken(int number) { return number == EAGAIN || number == EWOULDBLOCK || number == EINTR; }

std::optional<Connection::Failure> ask(const Connection::KeepWaiting& keepWaiting) {
  if (!keepWaiting) return std::nullopt;
  auto goOn = keepWaiting();
  if (goOn) return std::nullopt;
  return Connection::Failure{Connection::Broken::GivenUp, std::move(goOn).error()};
}

Connection::Failure malformed() { return {Connection::Broken::Malformed, {}}; }

}  // namespace

void prepareConversation(int socket) {
  const timeval wake{.tv_sec = 0, .tv_usec = wakeMicroseconds};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &wake, sizeof(wake));
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &wake, sizeof(wake));
}

Result<std::pair<FileHandle, FileHandle>> makeConversation() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return makeError(ErrorCode::Internal, "a socket cannot be made: " + systemError(errno));
  }
  prepareConversation(ends[0]);
  prepareConversation(ends[1]);
  return std::pair(FileHandle(ends[0]), FileHandle(ends[1]));
}

std::optional<Connection::Failure> Connection::send(MessageKind kind, MessageForm form, MessageWriter message,
                                                    const KeepWaiting& keepWaiting) {
  if (message.m_bytes.size() > mostMessageBytes || message.m_files.size() > mostMessageFiles) return malformed();
  PacketHead head{static_cast<uint32_t>(message.m_bytes.size()), static_cast<uint16_t>(kind),
                  static_cast<uint8_t>(form), static_cast<uint8_t>(message.m_files.size())};
  std::move(message.m_kept.begin(), message.m_kept.end(), std::back_inserter(m_sentAlong));
  iovec parts[2] = {{&head, sizeof(head)}, {message.m_bytes.data(), message.m_bytes.size()}};
  msghdr header{};
  header.msg_iov = parts;
  header.msg_iovlen = 2;
  FilePassage passage;
  passage.attach(header, message.m_files);
  while (parts[0].iov_len + parts[1].iov_len > 0) {
    const ssize_t sent = ::sendmsg(m_socket.get(), &header, MSG_NOSIGNAL);
    if (sent < 0) {
      if (!onlyWoken(errno)) return Failure{Broken::Closed, {}};
      if (auto stopped = ask(keepWaiting)) return stopped;
      continue;
    }
    header.msg_control = nullptr;  // went with the first byte
    header.msg_controllen = 0;
    auto left = static_cast<size_t>(sent);
    for (iovec& part : parts) {
      const size_t taken = std::min(left, part.iov_len);
      part.iov_base = static_cast<char*>(part.iov_base) + taken;
      part.iov_len -= taken;
      left -= taken;
    }
  }
  return std::nullopt;
}

std::optional<Connection::Failure> Connection::receiveBytes(char* to, size_t bytes, std::vector<FileHandle>* files,
                                                            const KeepWaiting& keepWaiting) const {
  while (bytes > 0) {
    iovec part{to, bytes};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    FilePassage passage;
    if (files) passage.expect(header);
    const ssize_t got = ::recvmsg(m_socket.get(), &header, MSG_CMSG_CLOEXEC);
    if (got < 0) {
      if (!onlyWoken(errno)) return Failure{Broken::Closed, {}};
      if (auto stopped = ask(keepWaiting)) return stopped;
      continue;
    }
    if (files && !FilePassage::take(header, *files)) return malformed();
    if (got == 0) return Failure{Broken::Closed, {}};
    to += got;
    bytes -= static_cast<size_t>(got);
  }
  return std::nullopt;
}

std::optional<Arrived> Connection::receive(Link& link, const KeepWaiting& keepWaiting, Failure& failure) {
  const auto failed = [&](Failure why) {
    failure = std::move(why);
    return std::optional<Arrived>();
  };
  PacketHead head;
  std::vector<FileHandle> files;
  if (auto broken = receiveBytes(reinterpret_cast<char*>(&head), sizeof(head), &files, keepWaiting)) {
    return failed(*std::move(broken));
  }
  const bool knownForm =
      head.form >= static_cast<uint8_t>(MessageForm::Request) && head.form <= static_cast<uint8_t>(MessageForm::Note);
  if (!knownForm || head.bytes > mostMessageBytes || head.files != files.size()) return failed(malformed());
  std::string bytes;
  for (size_t piece = firstPiece; bytes.size() < head.bytes; piece = bytes.size()) {
    const size_t from = bytes.size();
    bytes.resize(std::min<size_t>(head.bytes, from + piece));
    if (auto broken = receiveBytes(bytes.data() + from, bytes.size() - from, nullptr, keepWaiting)) {
      return failed(*std::move(broken));
    }
  }
  m_sentAlong.clear();
  return Arrived{static_cast<MessageKind>(head.kind), static_cast<MessageForm>(head.form),
                 MessageReader(link, std::move(bytes), std::move(files))};
}

void Connection::shutDown() const { ::shutdown(m_socket.get(), SHUT_RDWR); }

}  // namespace weft
