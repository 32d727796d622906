// One call of a node: what comes before it and what follows from how it ended.
#include "scheduler.h"

namespace weft {
namespace {

Error forgottenToken() {
  return makeError(ErrorCode::Internal, "waits to be resumed, but its token was destroyed without being used");
}

}  // namespace

void Scheduler::makeReady(int node) {
  slot(node).state = State::Ready;
  m_run.makeReady(*this, node);
}

// A node that was cancelled while it stood in a queue is passed over.
NodeRun* Scheduler::begin(int node, Leavings& leavings) {
  Slot& here = slot(node);
  if (here.state != State::Ready) return nullptr;
  if (cancelled()) {
    skipStopped(node, leavings);
    return nullptr;
  }
  if (here.forgotten) {
    fail(node, forgottenToken(), leavings);
    return nullptr;
  }
  here.state = State::Running;
  if (!here.run) here.run = std::make_unique<NodeRun>(*this, node);
  fetchInputs(node);
  NodeTally& tally = m_plan.tallies[static_cast<size_t>(node)];
  if (!std::exchange(tally.started, true)) here.run->tellStart(m_run.events());
  return here.run.get();
}

bool Scheduler::tryAlone(int node) {
  Slot& here = slot(node);
  if (cancelled() || here.passes) return false;
  here.run->prepareToTryAlone();
  here.state = State::Ready;
  ++queued;
  return true;
}

void Scheduler::finishCall(int node, Result<CallOutcome> outcome, Leavings& leavings) {
  Slot& here = slot(node);
  if (here.passes && here.passes->ending) {  // a pass has failed meanwhile
    const auto [end, reason] = *here.passes->ending;
    settle(node, end, reason, leavings);
  } else if (!outcome) {
    fail(node, std::move(outcome).error(), leavings);
  } else if (*outcome == CallOutcome::Done) {
    succeed(node, leavings);
  } else if (m_stopped) {
    skipStopped(node, leavings);
  } else if (*outcome == CallOutcome::NeedInputs) {
    here.resumed = here.forgotten = false;
    waitForLazy(node, leavings);
  } else {
    pend(node, leavings);
  }
  m_run.leaveGroup(*this, node, leavings);
  if (here.state != State::Suspended) return;
  if (here.resumed || (here.passes && !here.passes->ended.empty())) {
    here.resumed = false;
    makeReady(node);
  }
}

void Scheduler::pend(int node, Leavings& leavings) {
  Slot& here = slot(node);
  here.run->forgetWanted();
  const bool passes = here.passes && !(here.passes->underWay.empty() && here.passes->ended.empty());
  if (!here.run->isSuspended() && !passes) {
    fail(node, makeError(ErrorCode::Internal, "waits to be resumed, but took no token to be resumed with"), leavings);
  } else if (here.forgotten) {
    fail(node, forgottenToken(), leavings);
  } else {
    here.state = State::Suspended;
  }
}

void Scheduler::succeed(int node, Leavings& leavings) {
  std::vector<Value> outputs = slot(node).run->takeOutputs();
  const size_t first = m_plan.graph.firstOutput(node);
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i] || m_plan.graph.readers()[first + i] == 0) continue;
    const std::string& port = planned(node).outputs[i].id;
    return fail(node, makeError(ErrorCode::Internal, "output \"" + port + "\" was not set", port), leavings);
  }
  storeOutputs(node, std::move(outputs), leavings);
  settle(node, Outcome::Executed, {}, leavings);
}

void Scheduler::waitForLazy(int node, Leavings& leavings) {
  Slot& here = slot(node);
  const std::vector<size_t>& wanted = here.run->wanted();
  if (wanted.empty()) {
    return fail(node, makeError(ErrorCode::Internal, "asked for inputs that are not lazy, or that it has already"),
                leavings);
  }
  std::vector<int> producers;
  for (const size_t port : wanted) {
    for (const PlannedInput& input : planned(node).links[port]) {
      if (input.node >= 0) producers.push_back(input.node);
    }
  }
  here.state = State::Waiting;
  for (const int producer : producers) demand(producer, leavings);
  here.missing = 0;
  for (const int producer : producers) {
    const Slot& there = slot(producer);
    if (there.state != State::Done) {
      m_waiters[producer].push_back(node);
      ++here.missing;
    } else if (there.spoiled) {
      return settle(node, Outcome::Skipped, there.reason, leavings);
    }
  }
  if (here.missing == 0) makeReady(node);
}

void Scheduler::fail(int node, Error error, Leavings& leavings) {
  const bool ofNoInterest = m_stopped && m_stopReason.unwanted;
  if (ofNoInterest || (error.code == ErrorCode::Cancelled && cancelled())) return skipStopped(node, leavings);
  NodeTally& tally = m_plan.tallies[static_cast<size_t>(node)];
  if (tally.failure < 0) tally.failure = m_run.addFailure(m_plan, node, std::move(error));
  settle(node, Outcome::Failed, {}, leavings);
}

// A token that is destroyed may be so in the middle of anything: nothing is destroyed in turn, and nothing runs here.
void Scheduler::resume(int node, uint64_t visit, bool forgotten) {
  const Run::Change change(m_run);
  Slot& here = slot(node);
  if ((here.state != State::Running && here.state != State::Suspended) || here.run->visit() != visit) return;
  (forgotten ? here.forgotten : here.resumed) = true;
  if (here.state == State::Running) return;
  here.resumed = false;
  makeReady(node);
}

void Scheduler::addRunning(std::vector<const PlannedNode*>& running, std::vector<const Scheduler*>& passes) const {
  for (size_t n = 0; n < m_slots.size(); ++n) {
    const Slot& here = m_slots[n];
    if (here.state == State::Running) running.push_back(&planned(static_cast<int>(n)));
    if (!here.passes) continue;
    for (const auto& pass : here.passes->underWay) passes.push_back(pass.get());
  }
}

}  // namespace weft
