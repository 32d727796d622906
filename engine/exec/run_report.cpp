// What a run says about how its nodes ended: events, counts, failures in order.
#include <algorithm>

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

}  // namespace

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
  // What was not called in any pass was not needed, or not reached.
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
        tellEnd(plan, static_cast<int>(n), good ? Outcome::Cached : Outcome::Skipped, whole.reason);
      }
    }
    for (const auto& [loop, inner] : plan.bodies) open.insert(open.end(), inner.begin(), inner.end());
  }
}

void Run::tellEnd(const PlanRun& plan, int number, Outcome outcome, const Reason& reason) {
  const PlannedNode& node = plan.plan.nodes[static_cast<size_t>(number)];
  const NodeTally& tally = plan.tallies[static_cast<size_t>(number)];
  const size_t merged = node.aliases.size();
  Event event;
  event.node = node.id;
  event.type = node.type->id;
  event.seconds = tally.seconds;
  event.calls = tally.calls;
  event.peakBytes = tally.peakBytes;
  switch (outcome) {
    case Outcome::Executed:
    case Outcome::Cached:
      event.kind = Event::Kind::NodeFinished;
      event.cached = outcome == Outcome::Cached;
      event.bytes = tally.bytes;
      ++(event.cached ? m_cached : m_executed);
      m_cached += merged;
      break;
    case Outcome::Failed:
      event.kind = Event::Kind::NodeFailed;
      event.message = m_failures[static_cast<size_t>(tally.failure)].error.message;
      ++m_failed;
      m_skipped += merged;
      break;
    default:
      event.kind = Event::Kind::NodeFailed;
      event.skipped = true;
      event.message = reason.root
                          ? (tally.calls == 0 ? "not run, since \"" : "stopped, since \"") + *reason.root + "\" failed"
                          : "cancelled";
      m_skipped += 1 + merged;
      if (reason.cancelled) m_cutShort = true;
      break;
  }
  if (merged == 0) return m_events.push(std::move(event));
  m_events.push(event);
  event.cached = event.kind == Event::Kind::NodeFinished;
  event.skipped = !event.cached;
  event.seconds = 0;
  event.bytes = event.calls = event.peakBytes = 0;
  for (const std::string& alias : node.aliases) {
    event.node = alias;
    m_events.push(event);
  }
}

}  // namespace weft
