// --events: what happens in a run, one JSON object a line.
#pragma once

#include <string>

#include <weft/base/files.h>
#include <weft/base/result.h>

#include "event_json.h"

namespace weft::runner {

class EventWriter {
 public:
  // "-" is standard output. A file that is there already is replaced.
  static Result<EventWriter> open(const std::string& file);

  // Each line is written at once and whole. `preview` and `saved` are paths as the user knows them.
  void write(const Event& event, const std::string& preview);
  void saved(const std::string& node, const std::string& path) { m_json.saved(node, path); }

 private:
  FileHandle m_file;
  int m_descriptor = -1;  // m_file's, or standard output
  EventJson m_json;
};

}  // namespace weft::runner
