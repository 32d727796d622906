// --trace: a run in the trace format of Chrome, which Perfetto opens: a track for each lane's thread with a slice for
// each call of a node, counted memory as a counter, and on the track "run" what was cached, failed or stopped.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <weft/base/files.h>
#include <weft/base/json.h>
#include <weft/base/result.h>
#include <weft/exec/events.h>

namespace weft::runner {

class TraceWriter {
 public:
  // A file that is there already is replaced; it must be a regular one.
  static Result<TraceWriter> open(const std::string& file);
  TraceWriter(TraceWriter&&) noexcept = default;
  TraceWriter& operator=(TraceWriter&&) noexcept = default;
  ~TraceWriter() { flush(); }

  void event(const Event& event);

 private:
  TraceWriter() = default;
  struct Track {
    int id = 0;
    double end = 0;  // of the latest slice, in seconds
  };

  Track& trackOf(const std::string& lane);
  void slice(const Event& event);
  void instant(const Event& event, const char* what);
  void counter(const Event& event);
  void add(const Json& entry);
  // After each one the file is a whole JSON array, also when the process ends before the next.
  void flush();

  FileHandle m_file;
  std::string m_name, m_pending;
  uint64_t m_end = 0;  // where the closing bracket stands
  double m_flushedAt = 0;
  bool m_first = true;
  std::map<std::string, Track> m_tracks;
  uint64_t m_memory = 0;
};

}  // namespace weft::runner
