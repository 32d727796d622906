// Runs a plan and checks what must hold for every run, however it ends.
#pragma once

#include <map>
#include <set>

#include <QtTest>

#include <weft/exec/executor.h>

#include "support/fake_nodes.h"
#include "support/plan_builder.h"

namespace weft::test {

struct Ran {
  RunResult result;
  std::vector<Event> events;

  std::vector<std::string> nodes(Event::Kind kind) const {
    std::vector<std::string> ids;
    for (const Event& event : events) {
      if (event.kind == kind) ids.push_back(event.node);
    }
    return ids;
  }
  const Event* end(const std::string& node) const {
    for (const Event& event : events) {
      const bool terminal = event.kind == Event::Kind::NodeFinished || event.kind == Event::Kind::NodeFailed;
      if (terminal && event.node == node) return &event;
    }
    return nullptr;
  }
  bool ranAgain(const std::string& node) const { return end(node) && !end(node)->cached; }
};

// Of every node, merged ones and those of bodies included.
inline std::set<std::string> allNodes(const Plan& plan) {
  std::set<std::string> ids;
  std::vector<const Plan*> open{&plan};
  while (!open.empty()) {
    const Plan& next = *open.back();
    open.pop_back();
    for (const PlannedNode& node : next.nodes) {
      ids.insert(node.id);
      ids.insert(node.aliases.begin(), node.aliases.end());
      for (const PlannedBody& body : node.bodies) open.push_back(body.plan.get());
    }
  }
  return ids;
}

// Why the events do not fit together; empty when they do.
inline std::string wrongEvents(const Plan& plan, const Ran& ran) {
  const std::set<std::string> ids = allNodes(plan);
  std::set<std::string> ended, started;
  std::map<std::string, uint64_t> calls;
  const auto& events = ran.events;
  if (events.size() < 2 || events.front().kind != Event::Kind::RunStarted) return "does not begin with RunStarted";
  if (events.back().kind != Event::Kind::RunFinished) return "does not end with RunFinished";
  if (events.front().nodes != ids.size()) return "RunStarted counts other nodes than the plan";
  uint64_t executed = 0, cached = 0, failed = 0, skipped = 0;
  double time = 0;
  for (const Event& event : events) {
    if (event.time < time) return "time runs backwards at " + event.node;
    time = event.time;
    const bool finished = event.kind == Event::Kind::NodeFinished;
    if (event.kind == Event::Kind::NodeStarted && !started.insert(event.node).second) return "two starts " + event.node;
    if (event.kind == Event::Kind::NodeCalled) {
      if (!started.contains(event.node)) return "a call before the start " + event.node;
      if (ended.contains(event.node)) return "a call after the end " + event.node;
      if (event.lane.empty()) return "a call in no lane " + event.node;
      ++calls[event.node];
    }
    if (!finished && event.kind != Event::Kind::NodeFailed) continue;
    if (!ids.contains(event.node)) return "an end of an unknown node " + event.node;
    if (!ended.insert(event.node).second) return "two ends of " + event.node;
    if (event.calls != calls[event.node]) return "other calls than were told of " + event.node;
    if (finished && !event.cached && !started.contains(event.node)) return "an end before the start " + event.node;
    ++(finished ? (event.cached ? cached : executed) : (event.skipped ? skipped : failed));
  }
  if (ended.size() != ids.size()) return "no end of " + std::to_string(ids.size() - ended.size()) + " nodes";
  const RunResult& result = ran.result;
  const Event& last = events.back();
  if (std::tie(executed, cached, failed, skipped) !=
      std::tie(result.executed, result.cached, result.failed, result.skipped)) {
    return "the result's counts differ from the events'";
  }
  if (std::tie(executed, cached, failed, skipped) !=
      std::tie(last.executed, last.cachedCount, last.failed, last.skippedCount)) {
    return "the counts of RunFinished differ from the events'";
  }
  return {};
}

inline Ran runPlan(Executor& executor, const Plan& plan, const RunOptions& options, const CancelToken& cancel) {
  Ran ran;
  ran.result = executor.run(plan, options, cancel, [&](const Event& event) { ran.events.push_back(event); });
  const std::string wrong = wrongEvents(plan, ran);
  if (!wrong.empty()) QTest::qFail(wrong.c_str(), __FILE__, __LINE__);
  return ran;
}

inline Ran runPlan(const Plan& plan, RunOptions options = {}) {
  Executor executor;
  return runPlan(executor, plan, options, CancelToken());
}

// What the nodes of these tests do.
using Outcome = Result<CallOutcome>;

inline Process constant(double value) {
  return [value](NodeCall& call) -> Outcome {
    call.setOutput(0, Value::number(value));
    return CallOutcome::Done;
  };
}

inline Process sumOf(size_t ports) {
  return [ports](NodeCall& call) { return addInputs(call, ports, 0); };
}

inline Process failing(ErrorCode code = ErrorCode::Internal) {
  return [code](NodeCall&) -> Outcome { return makeError(code, "injected"); };
}

inline double numberOf(const Ran& ran, const std::string& output) {
  const auto found = ran.result.outputs.find(output);
  return found == ran.result.outputs.end() ? -1e300 : found->second.asNumber().value_or(-1e300);
}

}  // namespace weft::test
