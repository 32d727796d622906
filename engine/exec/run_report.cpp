// What a run says about how its nodes ended: events, counts, failures in order.
#include <algorithm>

#include <weft/value/memory.h>

#include "run.h"

namespace weft {
namespace {

// Where a node stands: its place in its plan, after that of the node whose body the plan is, and so on.
std::vector<int> wayTo(const PlanRun* plan, int node) {
  std::vector<int> way{node};
  for (; plan->outer; plan = plan->outer) way.push_back(plan->loop);
  std::reverse(way.begin(), way.end());
  return way;
}

std::string_view statusName(RunResult::Status status) {
  switch (status) {
    case RunResult::Status::Done:
      return "done";
    case RunResult::Status::Failed:
      return "failed";
    default:
      return "cancelled";
  }
}

}  // namespace

void Run::tell(Event event) {
  std::unique_lock lock(m_mutex);
  m_events.setTime(EventQueue::Clock::now());
  m_events.push(std::move(event));
  m_events.deliver(lock);
}

void Run::tellStart() {
  Event started;
  started.kind = Event::Kind::RunStarted;
  started.nodes = m_nodeCount;
  tell(std::move(started));
}

void Run::tellFinish(const RunResult& result) {
  Event finished;
  finished.kind = Event::Kind::RunFinished;
  {
    const auto lock = this->lock();
    m_events.setTime(EventQueue::Clock::now());
    finished.seconds = m_events.seconds();
  }
  finished.memory = memoryUse().bytes;
  finished.status = statusName(result.status);
  finished.executed = result.executed;
  finished.cachedCount = result.cached;
  finished.failed = result.failed;
  finished.skippedCount = result.skipped;
  tell(std::move(finished));
}

int Run::addFailure(const PlanRun& plan, int node, Error error) {
  m_failures.push_back({&plan, node, std::move(error)});
  return static_cast<int>(m_failures.size()) - 1;
}

std::vector<NodeFailure> Run::failuresInOrder() const {
  std::vector<std::pair<std::vector<int>, const Failure*>> ways;
  for (const Failure& failure : m_failures) ways.emplace_back(wayTo(failure.plan, failure.node), &failure);
  std::sort(ways.begin(), ways.end());
  std::vector<NodeFailure> failures;
  for (const auto& [way, failure] : ways) {
    const PlannedNode& node = failure->plan->plan.nodes[static_cast<size_t>(failure->node)];
    failures.push_back({node.id, node.type->id, failure->error});
  }
  return failures;
}

void Run::settled(const PlanRun& top, int node) {
  const NodeTally& whole = top.tallies[static_cast<size_t>(node)];
  tellEnd(top, node, whole.outcome, whole.reason);
  const auto bodies = top.bodies.find(node);
  if (bodies == top.bodies.end()) return;
  // What did not come to its end in any pass was not needed, or not reached.
  const bool good = whole.outcome == Outcome::Executed || whole.outcome == Outcome::Cached;
  std::vector<const PlanRun*> open(bodies->second.begin(), bodies->second.end());
  while (!open.empty()) {
    const PlanRun& plan = *open.back();
    open.pop_back();
    for (size_t n = 0; n < plan.tallies.size(); ++n) {
      const NodeTally& tally = plan.tallies[n];
      if (tally.outcome != Outcome::None) {
        tellEnd(plan, static_cast<int>(n), tally.outcome, tally.reason);
      } else {
        const Outcome unneeded = tally.calls > 0 ? Outcome::Executed : Outcome::Cached;
        tellEnd(plan, static_cast<int>(n), good ? unneeded : Outcome::Skipped, whole.reason);
      }
    }
    for (const auto& [loop, inner] : plan.bodies) open.insert(open.end(), inner.begin(), inner.end());
  }
}

void Run::tellEnd(const PlanRun& plan, int number, Outcome outcome, const Reason& reason) {
  const PlannedNode& node = plan.plan.nodes[static_cast<size_t>(number)];
  const NodeTally& tally = plan.tallies[static_cast<size_t>(number)];
  const size_t merged = node.aliases.size();
  const bool good = outcome == Outcome::Executed || outcome == Outcome::Cached;
  EventNote note;
  note.kind = good ? Event::Kind::NodeFinished : Event::Kind::NodeFailed;
  note.cached = outcome == Outcome::Cached;
  note.skipped = outcome == Outcome::Skipped;
  note.node = &node.id;
  note.type = &node.type->id;
  note.seconds = tally.seconds;
  note.calls = tally.calls;
  note.bytes = good ? tally.bytes : 0;
  note.peakBytes = tally.peakBytes;
  if (good) {
    ++(note.cached ? m_cached : m_executed);
    m_cached += merged;
    m_events.push(note);
  } else {
    ++(note.skipped ? m_skipped : m_failed);
    m_skipped += merged;
    if (reason.cancelled) m_cutShort = true;
    m_events.push(failureEvent(note, tally, reason));
  }
  if (merged == 0) return;
  note.cached = good;
  note.skipped = !good;
  note.seconds = 0;
  note.calls = note.bytes = note.peakBytes = 0;
  for (const std::string& alias : node.aliases) {
    note.node = &alias;
    if (good) {
      m_events.push(note);
    } else {
      m_events.push(failureEvent(note, tally, reason));
    }
  }
}

Event Run::failureEvent(const EventNote& note, const NodeTally& tally, const Reason& reason) const {
  Event event;
  note.fill(event);
  if (tally.failure >= 0 && tally.outcome == Outcome::Failed) {
    event.message = m_failures[static_cast<size_t>(tally.failure)].error.message;
  } else if (reason.root) {
    event.message = (tally.calls == 0 ? "not run, since \"" : "stopped, since \"") + *reason.root + "\" failed";
  } else {
    event.message = "cancelled";
  }
  return event;
}

}  // namespace weft
