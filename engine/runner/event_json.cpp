#include "event_json.h"

#include <cmath>

namespace weft::runner {
namespace {

const char* nameOf(Event::Kind kind) {
  switch (kind) {
    case Event::Kind::RunStarted:
      return "run-started";
    case Event::Kind::NodeStarted:
      return "node-started";
    case Event::Kind::NodeProgress:
      return "node-progress";
    case Event::Kind::NodeFinished:
      return "node-finished";
    case Event::Kind::NodeFailed:
      return "node-failed";
    default:
      return "run-finished";
  }
}

// Microseconds are enough, and shorter to read.
double rounded(double seconds) { return std::round(seconds * 1e6) / 1e6; }

}  // namespace

Json EventJson::of(const Event& event, Json preview) {
  if (event.kind == Event::Kind::FileSaved || event.kind == Event::Kind::NodeCalled) return nullptr;
  Json json{{"event", nameOf(event.kind)}, {"time", rounded(event.time)}};
  if (!event.node.empty()) {
    json["node"] = event.node;
    json["type"] = event.type;
  }
  switch (event.kind) {
    case Event::Kind::RunStarted:
      json["nodes"] = event.nodes;
      break;
    case Event::Kind::NodeProgress:
      json["step"] = event.step;
      json["total"] = event.total;
      if (!event.text.empty()) json["text"] = event.text;
      if (!preview.is_null()) json["preview"] = std::move(preview);
      break;
    case Event::Kind::NodeFinished:
      json["cached"] = event.cached;
      json["seconds"] = rounded(event.seconds);
      json["bytes"] = event.bytes;
      json["calls"] = event.calls;
      json["peak_bytes"] = event.peakBytes;
      break;
    case Event::Kind::NodeFailed:
      json["message"] = event.message;
      json["skipped"] = event.skipped;
      break;
    case Event::Kind::RunFinished:
      json["status"] = event.status;
      json["executed"] = event.executed;
      json["cached"] = event.cachedCount;
      json["failed"] = event.failed;
      json["skipped"] = event.skippedCount;
      json["seconds"] = rounded(event.seconds);
      break;
    default:
      break;
  }
  if (event.kind == Event::Kind::NodeFinished || event.kind == Event::Kind::NodeFailed) {
    if (const auto files = m_files.find(event.node); files != m_files.end()) {
      json["files"] = files->second;
      m_files.erase(files);
    }
  }
  return json;
}

std::string jsonLine(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace weft::runner
