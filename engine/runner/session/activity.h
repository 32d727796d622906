// What runs now, and what each lane has done in the run: for meters.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include <weft/base/json.h>
#include <weft/exec/events.h>
#include <weft/graph/node_type.h>

namespace weft::runner {

// Any thread.
class Activity {
 public:
  explicit Activity(const NodeCatalog& catalog) : m_catalog(catalog) {}
  void event(uint64_t run, const Event& event);
  Json json() const;  // {"run", "running": […], "lanes": […], "ended", "nodes", "seconds"}

 private:
  struct Running {
    std::string type, text, lane;  // the kind of lane: "heavy"
    double since = 0;
    uint64_t step = 0, total = 0;
  };
  struct Lane {
    std::string node;  // the last
    uint64_t calls = 0;
    double busy = 0;  // seconds
  };
  const NodeCatalog& m_catalog;
  mutable std::mutex m_mutex;
  uint64_t m_run = 0, m_nodes = 0, m_ended = 0;
  double m_time = 0;  // of the last event
  std::map<std::string, Running> m_running;
  std::map<std::string, Lane> m_lanes;
};

}  // namespace weft::runner
