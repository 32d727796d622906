#include "run_tally.h"

#include <algorithm>
#include <string>

#include <weft/value/memory.h>

namespace weft::runner {
namespace {

// Calls `tell` with the id and the node of each one that has events of its own: merged ones and those of bodies too.
template <typename Tell>
void forEachNode(const Plan& plan, Tell&& tell) {
  std::vector<const Plan*> open{&plan};
  while (!open.empty()) {
    const Plan& next = *open.back();
    open.pop_back();
    for (const PlannedNode& node : next.nodes) {
      tell(node.id, node);
      for (const std::string& alias : node.aliases) tell(alias, node);
      for (const PlannedBody& body : node.bodies) open.push_back(body.plan.get());
    }
  }
}

}  // namespace

RunTally::RunTally(const Plan& plan) : m_plan(plan) {
  forEachNode(plan, [this](const std::string& id, const PlannedNode&) { m_open.insert(id); });
}

void RunTally::event(const Event& event) {
  m_time = event.time;
  switch (event.kind) {
    case Event::Kind::RunStarted:
      m_running = true;
      m_start = std::chrono::steady_clock::now();
      break;
    case Event::Kind::NodeFinished:
      m_open.erase(event.node);
      ++(event.cached ? m_cached : m_executed);
      break;
    case Event::Kind::NodeFailed:
      m_open.erase(event.node);
      ++(event.skipped ? m_skipped : m_failed);
      break;
    case Event::Kind::RunFinished:
      m_running = false;
      break;
    default:
      break;
  }
}

std::vector<Event> RunTally::missing() const {
  std::vector<Event> events;
  if (!m_running) return events;
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - m_start;
  const double now = std::max(m_time, passed.count());
  forEachNode(m_plan, [&](const std::string& id, const PlannedNode& node) {
    if (!m_open.contains(id)) return;
    Event& failed = events.emplace_back();
    failed.kind = Event::Kind::NodeFailed;
    failed.time = now;
    failed.node = id;
    failed.type = node.type->id;
    failed.skipped = true;
    failed.message = "cancelled";
  });
  Event& finished = events.emplace_back();
  finished.kind = Event::Kind::RunFinished;
  finished.time = finished.seconds = now;
  finished.memory = memoryUse().bytes;
  finished.status = "cancelled";
  finished.executed = m_executed;
  finished.cachedCount = m_cached;
  finished.failed = m_failed;
  finished.skippedCount = m_skipped + m_open.size();
  return events;
}

}  // namespace weft::runner
