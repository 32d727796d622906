// What happens on the lanes' threads, and on the thread that waits for the run.
#include <weft/base/log.h>

#include "scheduler.h"

namespace weft {

// A queue's entries and a lane's posts are as many; an entry whose node was cancelled meanwhile is passed over.
int Scheduler::takeReady(LaneId lane, Leavings& leavings) {
  const std::lock_guard lock(m_mutex);
  ReadyQueue& queue = m_ready[lane];
  const int node = queue.top().second;
  queue.pop();
  Slot& here = slot(node);
  if (here.state != State::Ready) return -1;
  if (here.forgotten) {
    fail(node, forgottenToken(), leavings);
    leaveGroup(node);
    return -1;
  }
  if (m_context.cancel.cancelled()) {
    settle(node, Outcome::Skipped, {.root = -1, .cancelled = true}, leavings);
    leaveGroup(node);
    return -1;
  }
  here.state = State::Running;
  if (!here.run) here.run = std::make_unique<NodeRun>(m_context, node, here.placement, m_gate);
  fetchInputs(node);
  return node;
}

// The last reader gets the last reference.
Value Scheduler::fetch(const PlannedInput& input) {
  if (input.node < 0) return input.constant;
  OutputSlot& output = slot(input.node).outputs[static_cast<size_t>(input.output)];
  return --output.readers == 0 ? std::move(output.value) : output.value;
}

void Scheduler::fetchInputs(int node) {
  Slot& here = slot(node);
  const PlannedNode& plan = planned(node);
  for (size_t port = 0; port < plan.links.size(); ++port) {
    LazyPort& lazy = here.lazyPorts[port];
    if (lazy == LazyPort::No ? here.fetched : lazy != LazyPort::Wanted) continue;
    if (lazy == LazyPort::Wanted) lazy = LazyPort::Closed;
    std::vector<Value> values;
    values.reserve(plan.links[port].size());
    for (const PlannedInput& input : plan.links[port]) values.push_back(fetch(input));
    here.run->giveInput(port, std::move(values));
  }
  if (here.fetched) return;
  here.fetched = true;
  for (size_t i = 0; i < plan.parameterLinks.size(); ++i) {
    const PlannedInput& input = plan.parameterLinks[i];
    if (input.node >= 0 || input.constant) here.run->giveParameter(i, fetch(input));
  }
}

void Scheduler::work(const LaneSeat& seat) {
  Leavings leavings;
  if (const int node = takeReady(seat.lane, leavings); node >= 0) {
    // While it is Running, this thread alone has what `run` points to.
    NodeRun& run = *slot(node).run;
    Result<CallOutcome> outcome = run.work(seat);
    if (!outcome) {
      run.dropInputs();
    } else if (*outcome == CallOutcome::Done) {
      if (isCacheable(node)) m_context.cache->store(planned(node).key, run.outputs());
      run.dropInputs();
    }
    finishCall(node, std::move(outcome), leavings);
  }
  m_context.events.deliver();
}

void Scheduler::finishCall(int node, Result<CallOutcome> outcome, Leavings& leavings) {
  const std::lock_guard lock(m_mutex);
  Slot& here = slot(node);
  if (!outcome) {
    fail(node, std::move(outcome).error(), leavings);
  } else if (*outcome == CallOutcome::Done) {
    succeed(node, leavings);
  } else if (m_cancelling) {
    settle(node, Outcome::Skipped, {.root = -1, .cancelled = true}, leavings);
  } else if (*outcome == CallOutcome::NeedInputs) {
    here.resumed = here.forgotten = false;
    waitForLazy(node, leavings);
  } else if (!here.run->isSuspended()) {
    fail(node, makeError(ErrorCode::Internal, "waits to be resumed, but took no token to be resumed with"), leavings);
  } else if (here.forgotten) {
    fail(node, forgottenToken(), leavings);
  } else {
    here.state = State::Suspended;
  }
  leaveGroup(node);
  if (here.state == State::Suspended && here.resumed) {
    here.resumed = false;
    makeReady(node);
  }
}

void Scheduler::succeed(int node, Leavings& leavings) {
  Slot& here = slot(node);
  std::vector<Value> outputs = here.run->takeOutputs();
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i] || m_graph.readers(node, i) == 0) continue;
    const std::string& port = planned(node).outputs[i].id;
    return fail(node, makeError(ErrorCode::Internal, "output \"" + port + "\" was not set", port), leavings);
  }
  storeOutputs(node, std::move(outputs), leavings);
  settle(node, Outcome::Executed, {}, leavings);
}

void Scheduler::waitForLazy(int node, Leavings& leavings) {
  Slot& here = slot(node);
  const std::vector<size_t> wanted = here.run->takeWanted();
  if (wanted.empty()) {
    return fail(node, makeError(ErrorCode::Internal, "asked for inputs that are not lazy, or that it has already"),
                leavings);
  }
  std::vector<int> producers;
  for (const size_t port : wanted) {
    here.lazyPorts[port] = LazyPort::Wanted;
    for (const PlannedInput& input : planned(node).links[port]) {
      if (input.node >= 0) producers.push_back(input.node);
    }
  }
  here.state = State::Waiting;
  for (const int producer : producers) demand(producer, leavings);
  here.missing = 0;
  for (const int producer : producers) {
    Slot& there = slot(producer);
    if (there.state != State::Done) {
      there.waiters.push_back(node);
      ++here.missing;
    } else if (there.spoiledBy >= 0) {
      return settle(node, Outcome::Skipped, {.root = there.spoiledBy, .cancelled = m_cancelling}, leavings);
    }
  }
  if (here.missing == 0) makeReady(node);
}

Error Scheduler::forgottenToken() {
  return makeError(ErrorCode::Internal, "waits to be resumed, but its token was destroyed without being used");
}

void Scheduler::fail(int node, Error error, Leavings& leavings) {
  if (error.code == ErrorCode::Cancelled && m_context.cancel.cancelled()) {
    return settle(node, Outcome::Skipped, {.root = -1, .cancelled = true}, leavings);
  }
  m_failures.emplace_back(node, std::move(error));
  settle(node, Outcome::Failed, {}, leavings);
}

// A token that is destroyed may be so in the middle of anything: nothing is destroyed in turn, and nothing runs here.
void Scheduler::resume(int node, uint64_t visit, bool forgotten) {
  const std::lock_guard lock(m_mutex);
  Slot& here = slot(node);
  if (here.state == State::Done || !here.run || here.run->visit() != visit) return;
  if (here.state != State::Running && here.state != State::Suspended) return;
  (forgotten ? here.forgotten : here.resumed) = true;
  if (here.state == State::Running) return;
  here.resumed = false;
  makeReady(node);
}

void Scheduler::start() {
  Leavings leavings;
  const std::lock_guard lock(m_mutex);
  for (size_t n = 0; n < m_slots.size(); ++n) {
    if (m_context.plan.nodes[n].wanted) demand(static_cast<int>(n), leavings);
  }
  for (const PlannedOutput& output : m_context.plan.outputs) {
    if (output.source.node >= 0) demand(output.source.node, leavings);
  }
}

void Scheduler::run() {
  using Clock = std::chrono::steady_clock;
  // A token may be set in a signal handler, which can wake nobody.
  constexpr auto cancelPoll = std::chrono::milliseconds(10);
  constexpr auto patience = std::chrono::seconds(1);

  start();
  Clock::time_point cancelledAt;
  bool cancelled = false, named = false;
  for (;;) {
    m_context.events.deliver();
    if (!cancelled && m_context.cancel.cancelled()) {
      cancelled = true;
      cancelledAt = Clock::now();
      cancelAll();
    }
    if (cancelled && !named && Clock::now() - cancelledAt > patience) {
      named = true;
      nameSlowNodes();
    }
    std::unique_lock lock(m_mutex);
    if (m_remaining == 0) break;
    m_allDone.wait_for(lock, cancelPoll);
  }
  m_lanes.stop();
  m_gate->close();
  tellUnneeded();
}

void Scheduler::nameSlowNodes() {
  std::vector<int> slow;
  {
    const std::lock_guard lock(m_mutex);
    for (size_t n = 0; n < m_slots.size(); ++n) {
      if (m_slots[n].state == State::Running) slow.push_back(static_cast<int>(n));
    }
  }
  for (const int node : slow) {
    logWarning("exec", planned(node).id + " (" + planned(node).type->id +
                           ") has not answered for 1 s that it was asked to stop");
  }
}

}  // namespace weft
