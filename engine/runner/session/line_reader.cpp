#include "line_reader.h"

#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace weft::runner {

LineReader::LineReader(int descriptor) : m_descriptor(descriptor) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return;
  m_stopRead = FileHandle(ends[0]);
  m_stopWrite = FileHandle(ends[1]);
}

void LineReader::stop() {
  const char byte = 's';
  [[maybe_unused]] const ssize_t written = ::write(m_stopWrite.get(), &byte, 1);
}

bool LineReader::fill() {
  char bytes[1 << 16];
  for (;;) {
    pollfd ready[] = {{m_descriptor, POLLIN, 0}, {m_stopRead.get(), POLLIN, 0}};
    if (::poll(ready, 2, -1) < 0 && errno != EINTR) return false;
    if (ready[1].revents != 0) return false;
    if (ready[0].revents == 0) continue;
    const ssize_t got = ::read(m_descriptor, bytes, sizeof bytes);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) return false;
    m_buffer.append(bytes, static_cast<size_t>(got));
    return true;
  }
}

LineReader::Got LineReader::next(std::string& line) {
  for (;;) {
    const size_t end = m_buffer.find('\n', m_looked);
    if (end != std::string::npos) {
      const bool tooLong = m_skipping || end > maximumBytes;
      if (!tooLong) line.assign(m_buffer, 0, end);
      m_buffer.erase(0, end + 1);
      m_looked = 0;
      m_skipping = false;
      return tooLong ? Got::TooLong : Got::Line;
    }
    m_looked = m_buffer.size();
    if (m_looked > maximumBytes) m_skipping = true;
    if (m_skipping) {
      m_buffer.clear();
      m_looked = 0;
    }
    if (m_ended) return Got::End;
    if (fill()) continue;
    m_ended = true;
    // A last line without its end counts.
    if (!m_buffer.empty() || m_skipping) m_buffer += '\n';
  }
}

}  // namespace weft::runner
