#include "event_writer.h"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "output.h"

namespace weft::runner {

Result<EventWriter> EventWriter::open(const std::string& file) {
  EventWriter writer;
  if (file == "-") {
    writer.m_descriptor = STDOUT_FILENO;
    return writer;
  }
  writer.m_file = FileHandle(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!writer.m_file.isOpen()) return makeError(ErrorCode::Io, systemError(errno));
  writer.m_descriptor = writer.m_file.get();
  return writer;
}

void EventWriter::write(const Event& event, const std::string& preview) {
  const Json json = m_json.of(event, preview.empty() ? Json() : Json(preview));
  if (!json.is_null()) writeText(m_descriptor, jsonLine(json));
}

}  // namespace weft::runner
