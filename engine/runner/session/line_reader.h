// Lines from a pipe, whoever writes them and however: parts, no end at the end, one that never ends.
#pragma once

#include <cstddef>
#include <string>

#include <weft/base/files.h>

namespace weft::runner {

class LineReader {
 public:
  explicit LineReader(int descriptor);

  enum class Got { Line, TooLong, End };
  // Waits for the next line, without its end. TooLong: it had more than the limit and was passed over. End: the other
  // side has closed, or stop() was called.
  Got next(std::string& line);
  void stop();  // any thread, or a signal handler; for good

  static constexpr size_t maximumBytes = size_t{64} << 20;

 private:
  bool fill();  // false: the end

  const int m_descriptor;
  FileHandle m_stopRead, m_stopWrite;
  std::string m_buffer;
  size_t m_looked = 0;  // bytes of it that hold no end of line
  bool m_skipping = false, m_ended = false;
};

}  // namespace weft::runner
