#include "scheduler.h"

#include <algorithm>

namespace weft {
namespace {

void leaveOutputs(CachedResult& result, Leavings& leavings) {
  for (Value& output : result.outputs) leavings.values.push_back(std::move(output));
}

}  // namespace

Scheduler::Scheduler(Run& run, PlanRun& plan, const Origin& origin, std::vector<Value> arguments)
    : m_run(run),
      m_plan(plan),
      m_origin(origin),
      m_depth(origin.outer ? origin.outer->m_depth + 1 : 0),
      m_gate(std::make_shared<ResumeGate>(*this)),
      m_slots(plan.plan.nodes.size()),
      m_outputs(plan.graph.readers().size()),
      m_arguments(plan.graph.argumentReaders().size()) {
  for (size_t n = 0; n < m_slots.size(); ++n) {
    m_slots[n].missing = static_cast<int>(plan.graph.producers(static_cast<int>(n)).size());
  }
  for (size_t i = 0; i < m_outputs.size(); ++i) m_outputs[i].readers = plan.graph.readers()[i];
  for (size_t i = 0; i < m_arguments.size() && i < arguments.size(); ++i) {
    m_arguments[i].readers = plan.graph.argumentReaders()[i];
    if (m_arguments[i].readers > 0) m_arguments[i].value = std::move(arguments[i]);
  }
}

Scheduler::~Scheduler() { m_gate->close(); }

void Scheduler::start(Leavings& leavings) {
  m_turn = m_run.nextTurn(m_depth);
  // A pass that was started by a node which was told to stop meanwhile.
  if (m_origin.outer && m_origin.outer->m_stopped) {
    m_stopReason = m_origin.outer->m_stopReason;
    m_stopped = true;
  }
  const Plan& plan = m_plan.plan;
  ++m_remaining;  // so that nothing ends before all is demanded
  for (const int node : m_plan.graph.wanted()) demand(node, leavings);
  for (const PlannedOutput& output : plan.outputs) {
    if (output.source.node >= 0) demand(output.source.node, leavings);
  }
  if (--m_remaining == 0) m_run.ended(*this);
}

void Scheduler::demand(int first, Leavings& leavings) {
  std::vector<int> open{first};
  while (!open.empty()) {
    const int node = open.back();
    open.pop_back();
    Slot& here = slot(node);
    if (here.demanded) continue;
    here.demanded = true;
    ++m_remaining;
    if (cancelled()) {
      skipStopped(node, leavings);
    } else if (here.spoiled) {
      settle(node, Outcome::Skipped, here.reason, leavings);
    } else if (!takeFromCache(node, leavings)) {
      demandProducers(node, open);
    }
  }
}

void Scheduler::demandProducers(int node, std::vector<int>& open) {
  for (const int producer : m_plan.graph.producers(node)) open.push_back(producer);
  if (slot(node).missing == 0) makeReady(node);
}

// Nodes of a body are not kept themselves: the node that runs it is.
bool Scheduler::isCacheable(int node) const {
  constexpr uint32_t never = WEFT_NODE_SIDE_EFFECTS | WEFT_NODE_NONDETERMINISTIC;
  return m_run.cache() && !m_origin.outer && planned(node).cacheable && !planned(node).type->has(never);
}

// True: its result is there, or on its way.
bool Scheduler::takeFromCache(int node, Leavings& leavings) {
  if (!isCacheable(node) || m_run.options().checkCache) return false;
  ResultCache& cache = *m_run.cache();
  const Key& key = planned(node).key;
  if (auto found = cache.find(key)) {
    if (isEnough(node, *found)) {
      takeResult(node, std::move(found->outputs), leavings);
      return true;
    }
    leaveOutputs(*found, leavings);
  }
  if (!cache.isOnDisk(key)) return false;
  slot(node).state = State::Kept;
  m_run.makeReadable(*this, node);
  return true;
}

// An equal node may have been run where nobody read all of its outputs, and have left one out.
bool Scheduler::isEnough(int node, const CachedResult& result) const {
  if (result.outputs.size() != planned(node).outputs.size()) return false;
  const size_t first = m_plan.graph.firstOutput(node);
  for (size_t i = 0; i < result.outputs.size(); ++i) {
    if (!result.outputs[i] && m_outputs[first + i].readers > 0) return false;
  }
  return true;
}

void Scheduler::takeResult(int node, std::vector<Value> outputs, Leavings& leavings) {
  NodeTally& tally = m_plan.tallies[static_cast<size_t>(node)];
  for (const Value& output : outputs) tally.bytes += output.bytes();
  storeOutputs(node, std::move(outputs), leavings);
  slot(node).spoiled = false;  // whatever became of what it would have read
  settle(node, Outcome::Cached, {}, leavings);
}

bool Scheduler::beginReading(int node) {
  Slot& here = slot(node);
  if (here.state != State::Kept) return false;
  here.state = State::Reading;
  return true;
}

// What could not be read, or is not enough, is computed after all.
void Scheduler::finishReading(int node, std::optional<CachedResult> result, Leavings& leavings) {
  Slot& here = slot(node);
  if (here.state == State::Reading && result && isEnough(node, *result)) {
    return takeResult(node, std::move(result->outputs), leavings);
  }
  if (result) leaveOutputs(*result, leavings);
  if (here.state != State::Reading) return;  // the run was stopped meanwhile
  m_run.cache()->forgetOnDisk(planned(node).key);
  here.state = State::Idle;
  if (here.spoiled) return settle(node, Outcome::Skipped, here.reason, leavings);
  std::vector<int> producers;
  demandProducers(node, producers);
  for (const int producer : producers) demand(producer, leavings);
}

void Scheduler::settle(int node, Outcome outcome, const Reason& reason, Leavings& leavings) {
  std::vector<Ending> open;  // what does not run because of it
  end({node, outcome, reason}, open, leavings);
  while (!open.empty()) {
    const Ending next = open.back();
    open.pop_back();
    end(next, open, leavings);
  }
}

void Scheduler::end(Ending ending, std::vector<Ending>& open, Leavings& leavings) {
  const auto& [node, outcome, reason] = ending;
  if (outcome == Outcome::Failed) ending.reason.root = &planned(node).id;
  if (slot(node).state == State::Done || endsLater(node, outcome, reason)) return;
  settleOne(node, outcome, reason, leavings);

  const bool good = outcome == Outcome::Executed || outcome == Outcome::Cached;
  const auto pass = [&](int consumer, State waiting) {
    Slot& next = slot(consumer);
    if (next.state == State::Done) return;
    if (good) {
      if (--next.missing == 0 && next.demanded && next.state == waiting) makeReady(consumer);
    } else if (next.demanded && next.state != State::Kept && next.state != State::Reading) {
      open.push_back({consumer, Outcome::Skipped, ending.reason});
    } else {
      next.spoiled = true;
      next.reason = ending.reason;
    }
  };
  for (const int consumer : m_plan.graph.consumers(node)) pass(consumer, State::Idle);
  if (m_waiters.empty()) return;
  if (const auto waiters = m_waiters.extract(node)) {
    for (const int waiter : waiters.mapped()) pass(waiter, State::Waiting);
  }
}

// A node ends after its passes.
bool Scheduler::endsLater(int node, Outcome outcome, const Reason& reason) {
  Slot& here = slot(node);
  if (!here.passes) return false;
  Passes& passes = *here.passes;
  if (!passes.ending) passes.ending.emplace(outcome, reason);
  if (passes.underWay.empty()) return false;
  here.state = State::Ending;
  stopPasses(node, reason);
  return true;
}

// What they leave undone says nothing about their nodes, unless the whole run is stopped: how far they had come is a
// matter of timing.
void Scheduler::stopPasses(int node, const Reason& reason) {
  const Reason passReason{reason.root, reason.cancelled, !reason.cancelled};
  for (const auto& pass : slot(node).passes->underWay) m_run.stopLater(*pass, passReason);
}

void Scheduler::settleOne(int node, Outcome outcome, const Reason& reason, Leavings& leavings) {
  Slot& here = slot(node);
  here.state = State::Done;
  dropReaders(node, leavings);
  if (outcome == Outcome::Failed || outcome == Outcome::Skipped) {
    here.spoiled = true;
    here.reason = reason;
    if (!reason.root) m_cutShort = true;
    if (reason.root && (m_spoiledNode < 0 || node < m_spoiledNode)) m_spoiledNode = node;
  }
  NodeTally& tally = m_plan.tallies[static_cast<size_t>(node)];
  if (!reason.unwanted && outcome > tally.outcome) {
    tally.outcome = outcome;
    tally.reason = reason;
  }
  if (here.run) {
    tally.seconds += here.run->seconds();
    tally.calls += here.run->calls();
    tally.bytes = std::max(tally.bytes, here.run->outputBytes());
    tally.peakBytes = std::max(tally.peakBytes, here.run->peakBytes());
    leavings.runs.push_back(std::move(here.run));
  }
  if (!m_origin.outer) m_run.settled(m_plan, node);
  if (--m_remaining == 0) m_run.ended(*this);
}

Reason Scheduler::stopReason() const { return m_stopped ? m_stopReason : Reason{.cancelled = true}; }

void Scheduler::skipStopped(int node, Leavings& leavings) { settle(node, Outcome::Skipped, stopReason(), leavings); }

void Scheduler::stop(const Reason& reason, Leavings& leavings) {
  if (m_stopped) return;
  m_stopReason = reason;
  m_stopped.store(true, std::memory_order_release);
  for (size_t n = 0; n < m_slots.size(); ++n) {
    const Slot& here = m_slots[n];
    if (!here.demanded || here.state == State::Done) continue;
    if (here.state != State::Running) {
      settle(static_cast<int>(n), Outcome::Skipped, reason, leavings);
    } else if (here.passes) {
      stopPasses(static_cast<int>(n), reason);
    }
  }
}

// Their consumers were found in the cache, or never wanted them.
void Scheduler::tellUnneeded(Leavings& leavings) {
  dropUnneeded(leavings);
  for (size_t n = 0; n < m_slots.size(); ++n) {
    if (m_slots[n].demanded) continue;
    m_plan.tallies[n].outcome = Outcome::Cached;
    m_run.settled(m_plan, static_cast<int>(n));
  }
}

}  // namespace weft
