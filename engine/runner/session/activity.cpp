#include "activity.h"

#include <weft/graph/node_json.h>

namespace weft::runner {

void Activity::event(uint64_t run, const Event& event) {
  const std::lock_guard lock(m_mutex);
  m_time = event.time;
  switch (event.kind) {
    case Event::Kind::RunStarted:
      m_run = run;
      m_nodes = event.nodes;
      m_ended = 0;
      m_running.clear();
      m_lanes.clear();
      break;
    case Event::Kind::NodeStarted: {
      Running& running = m_running[event.node];
      running.type = event.type;
      const NodeType* type = m_catalog.find(event.type);
      running.lane = type ? nameOf(costNames, type->cost) : std::string_view();
      running.since = event.time;
      break;
    }
    case Event::Kind::NodeProgress:
      if (const auto found = m_running.find(event.node); found != m_running.end()) {
        found->second.step = event.step;
        found->second.total = event.total;
        found->second.text = event.text;
      }
      break;
    case Event::Kind::NodeCalled: {
      Lane& lane = m_lanes[event.lane];
      lane.node = event.node;
      lane.busy += event.seconds;
      ++lane.calls;
      break;
    }
    case Event::Kind::NodeFinished:
    case Event::Kind::NodeFailed:
      ++m_ended;
      m_running.erase(event.node);
      break;
    case Event::Kind::RunFinished:
      m_running.clear();
      break;
    default:
      break;
  }
}

Json Activity::json() const {
  const std::lock_guard lock(m_mutex);
  Json running = Json::array(), lanes = Json::array();
  for (const auto& [node, what] : m_running) {
    Json json{{"node", node}, {"type", what.type}, {"since", what.since}};
    if (!what.lane.empty()) json["lane"] = what.lane;
    if (what.total > 0) {
      json["step"] = what.step;
      json["total"] = what.total;
    }
    if (!what.text.empty()) json["text"] = what.text;
    running.push_back(std::move(json));
  }
  for (const auto& [name, lane] : m_lanes) {
    lanes.push_back({{"lane", name}, {"calls", lane.calls}, {"busy", lane.busy}, {"node", lane.node}});
  }
  return {{"run", m_run},
          {"nodes", m_nodes},
          {"ended", m_ended},
          {"seconds", m_time},
          {"running", std::move(running)},
          {"lanes", std::move(lanes)}};
}

}  // namespace weft::runner
