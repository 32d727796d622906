#include "trace_writer.h"

#include <algorithm>
#include <cerrno>
#include <cmath>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"

namespace weft::runner {
namespace {

constexpr int process = 1, runTrack = 0;
constexpr size_t pendingBytes = size_t{1} << 16;
constexpr double pendingSeconds = 0.25;

// The format counts in microseconds; nanoseconds are exact enough.
double microseconds(double seconds) { return std::round(seconds * 1e9) / 1e3; }

Json entryOf(const std::string& name, const char* phase, int track) {
  return Json{{"name", name}, {"ph", phase}, {"pid", process}, {"tid", track}};
}

Json nameOf(const char* what, int track, const std::string& name) {
  Json entry = entryOf(what, "M", track);
  entry["args"] = {{"name", name}};
  return entry;
}

bool writeAt(int descriptor, std::string_view text, uint64_t offset) {
  while (!text.empty()) {
    const ssize_t written = ::pwrite(descriptor, text.data(), text.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<size_t>(written));
    offset += static_cast<uint64_t>(written);
  }
  return true;
}

}  // namespace

Result<TraceWriter> TraceWriter::open(const std::string& file) {
  TraceWriter writer;
  writer.m_name = file;
  writer.m_file = FileHandle(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0666));
  if (!writer.m_file.isOpen()) return makeError(ErrorCode::Io, systemError(errno));
  struct stat status {};
  if (::fstat(writer.m_file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return makeError(ErrorCode::InvalidArgument, "is no regular file");
  }
  writer.m_pending = "[";
  writer.add(nameOf("process_name", runTrack, "weft"));
  writer.add(nameOf("thread_name", runTrack, "run"));
  writer.flush();
  return writer;
}

void TraceWriter::event(const Event& event) {
  switch (event.kind) {
    case Event::Kind::NodeCalled:
      slice(event);
      counter(event);
      break;
    case Event::Kind::NodeFinished:
      if (event.cached) instant(event, "cached");
      break;
    case Event::Kind::NodeFailed:
      instant(event, event.skipped ? "skipped" : "failed");
      break;
    case Event::Kind::RunFinished: {
      Json whole = entryOf("run: " + event.status, "X", runTrack);
      whole["ts"] = 0;
      whole["dur"] = microseconds(event.time);
      add(whole);
      if (event.status == "cancelled") instant(event, "cancelled");
      counter(event);
      return flush();
    }
    default:
      break;
  }
  if (m_pending.size() > pendingBytes || event.time - m_flushedAt > pendingSeconds) {
    m_flushedAt = event.time;
    flush();
  }
}

TraceWriter::Track& TraceWriter::trackOf(const std::string& lane) {
  const auto [track, isNew] = m_tracks.try_emplace(lane);
  if (isNew) {
    track->second.id = static_cast<int>(m_tracks.size());
    add(nameOf("thread_name", track->second.id, lane));
  }
  return track->second;
}

// A lane's thread makes one call after the other; what rounding makes of their times must not overlap either.
void TraceWriter::slice(const Event& event) {
  Track& track = trackOf(event.lane);
  const double end = microseconds(event.time);
  const double start = std::min(end, std::max(track.end, microseconds(event.time - event.seconds)));
  track.end = end;
  Json entry = entryOf(event.node, "X", track.id);
  entry["cat"] = event.type;
  entry["ts"] = start;
  entry["dur"] = std::round((end - start) * 1e3) / 1e3;
  entry["args"] = {{"node", event.node}, {"type", event.type}, {"bytes", event.bytes}, {"peak_bytes", event.peakBytes}};
  add(entry);
}

void TraceWriter::instant(const Event& event, const char* what) {
  Json entry = entryOf(event.node.empty() ? what : std::string(what) + ": " + event.node, "i", runTrack);
  entry["cat"] = what;
  entry["s"] = "t";
  entry["ts"] = microseconds(event.time);
  if (!event.node.empty()) entry["args"] = {{"node", event.node}, {"type", event.type}};
  if (!event.message.empty()) entry["args"]["message"] = event.message;
  add(entry);
}

void TraceWriter::counter(const Event& event) {
  if (event.memory == m_memory) return;
  m_memory = event.memory;
  Json entry = entryOf("memory", "C", runTrack);
  entry["ts"] = microseconds(event.time);
  entry["args"] = {{"bytes", event.memory}};
  add(entry);
}

void TraceWriter::add(const Json& entry) {
  m_pending += m_first ? "\n" : ",\n";
  m_pending += entry.dump(-1, ' ', false, Json::error_handler_t::replace);
  m_first = false;
}

void TraceWriter::flush() {
  if (!m_file.isOpen() || m_pending.empty()) return;
  if (!writeAt(m_file.get(), m_pending + "\n]\n", m_end)) {
    printError("--trace " + m_name + ": " + systemError(errno));
    m_file = FileHandle();
  }
  m_end += m_pending.size();
  m_pending.clear();
}

}  // namespace weft::runner
