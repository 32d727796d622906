// What happens in a run as JSON objects, for --events and for sessions.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <weft/base/json.h>
#include <weft/exec/events.h>

namespace weft::runner {

class EventJson {
 public:
  // Null for events that are not told. `preview`, where it is not null, stands for the picture in the making.
  Json of(const Event& event, Json preview);
  // A node that has not ended yet saved a file; `path` as the user knows it.
  void saved(const std::string& node, const std::string& path) { m_files[node].push_back(path); }

 private:
  std::map<std::string, std::vector<std::string>> m_files;
};

// One line, with its end.
std::string jsonLine(const Json& json);

}  // namespace weft::runner
