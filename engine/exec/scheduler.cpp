#include "scheduler.h"

#include <algorithm>
#include <map>

namespace weft {
namespace {

// For each node the number of the group whose members run one at a time, or -1. A node runs once and has an instance of
// its own, so that WEFT_REENTRANCY_INSTANCE holds by itself.
std::vector<int> groupsOf(const Plan& plan, size_t& count) {
  std::vector<int> groups(plan.nodes.size(), -1);
  std::map<std::pair<bool, std::string>, int> known;
  for (size_t n = 0; n < plan.nodes.size(); ++n) {
    const NodeType& type = *plan.nodes[n].type;
    const bool plugin = type.reentrancy == WEFT_REENTRANCY_PLUGIN;
    if (!plugin && type.reentrancy != WEFT_REENTRANCY_TYPE) continue;
    const auto key = std::make_pair(plugin, plugin ? type.pluginId : type.id);
    groups[n] = known.try_emplace(key, static_cast<int>(known.size())).first->second;
  }
  count = known.size();
  return groups;
}

}  // namespace

Scheduler::Scheduler(const RunContext& context, int workers, int threads)
    : m_context(context),
      m_graph(context.plan),
      m_order(readyOrder(context.plan, context.options.chaosSeed)),
      m_gate(std::make_shared<ResumeGate>(*this)),
      m_slots(context.plan.nodes.size()),
      m_lanes(workers, threads, [this](const LaneSeat& seat) { work(seat); }) {
  size_t groups = 0;
  m_groupOf = groupsOf(context.plan, groups);
  m_groups.resize(groups);
  for (size_t n = 0; n < m_slots.size(); ++n) {
    const PlannedNode& node = context.plan.nodes[n];
    Slot& slot = m_slots[n];
    slot.missing = static_cast<int>(m_graph.producers(static_cast<int>(n)).size());
    slot.placement = placementOf(node);
    slot.outputs.resize(node.outputs.size());
    for (size_t i = 0; i < slot.outputs.size(); ++i) slot.outputs[i].readers = m_graph.readers(static_cast<int>(n), i);
    for (const PortType& port : node.inputs) {
      slot.lazyPorts.push_back(port.has(WEFT_PORT_LAZY) ? LazyPort::Open : LazyPort::No);
    }
  }
}

Scheduler::~Scheduler() = default;

void Scheduler::demand(int first, Leavings& leavings) {
  std::vector<int> open{first};
  while (!open.empty()) {
    const int node = open.back();
    open.pop_back();
    Slot& here = slot(node);
    if (here.demanded) continue;
    here.demanded = true;
    ++m_remaining;
    if (m_cancelling) {
      settle(node, Outcome::Skipped, {.root = -1, .cancelled = true}, leavings);
    } else if (here.spoiledBy >= 0) {
      settle(node, Outcome::Skipped, {.root = here.spoiledBy, .cancelled = false}, leavings);
    } else if (!takeFromCache(node, leavings)) {
      for (const int producer : m_graph.producers(node)) open.push_back(producer);
      if (here.missing == 0) makeReady(node);
    }
  }
}

bool Scheduler::isCacheable(int node) const {
  constexpr uint32_t never = WEFT_NODE_SIDE_EFFECTS | WEFT_NODE_NONDETERMINISTIC;
  return m_context.cache && planned(node).cacheable && !planned(node).type->has(never);
}

bool Scheduler::takeFromCache(int node, Leavings& leavings) {
  if (!isCacheable(node)) return false;
  auto outputs = m_context.cache->find(planned(node).key);
  if (!outputs || outputs->size() != planned(node).outputs.size()) return false;
  // An equal node may have been run where nobody read all of its outputs, and have left one out.
  for (size_t i = 0; i < outputs->size(); ++i) {
    if (!(*outputs)[i] && m_graph.readers(node, i) > 0) return false;
  }
  storeOutputs(node, *std::move(outputs), leavings);
  settle(node, Outcome::Cached, {}, leavings);
  return true;
}

void Scheduler::makeReady(int node) {
  slot(node).state = State::Ready;
  if (const int number = m_groupOf[static_cast<size_t>(node)]; number >= 0) {
    Group& group = m_groups[static_cast<size_t>(number)];
    if (group.busy) return group.waiting.push_back(node);
    group.busy = true;
  }
  const LaneId lane = slot(node).placement.lane;
  m_ready[lane].emplace(m_order[static_cast<size_t>(node)], node);
  m_lanes.post(lane);
}

// The group's next member takes its place in its lane; until then the others went on with other nodes.
void Scheduler::leaveGroup(int node) {
  const int number = m_groupOf[static_cast<size_t>(node)];
  if (number < 0) return;
  Group& group = m_groups[static_cast<size_t>(number)];
  group.busy = false;
  std::erase_if(group.waiting, [&](int waiting) { return slot(waiting).state != State::Ready; });  // cancelled ones
  if (group.waiting.empty()) return;
  const auto next = std::min_element(group.waiting.begin(), group.waiting.end(), [&](int left, int right) {
    return m_order[static_cast<size_t>(left)] < m_order[static_cast<size_t>(right)];
  });
  const int chosen = *next;
  group.waiting.erase(next);
  makeReady(chosen);
}

void Scheduler::settle(int first, Outcome firstOutcome, const Reason& firstReason, Leavings& leavings) {
  struct Item {
    int node;
    Outcome outcome;
    Reason reason;
  };
  std::vector<Item> open{{first, firstOutcome, firstReason}};
  while (!open.empty()) {
    const Item item = open.back();
    open.pop_back();
    if (slot(item.node).state == State::Done) continue;
    settleOne(item.node, item.outcome, item.reason, leavings);

    const bool good = item.outcome == Outcome::Executed || item.outcome == Outcome::Cached;
    Reason reason = item.reason;
    if (reason.root < 0) reason.root = item.node;
    const auto pass = [&](int consumer, State waiting) {
      Slot& next = slot(consumer);
      if (next.state == State::Done) return;
      if (good) {
        if (--next.missing == 0 && next.demanded && next.state == waiting) makeReady(consumer);
      } else if (next.demanded) {
        open.push_back({consumer, Outcome::Skipped, reason});
      } else {
        next.spoiledBy = reason.root;
      }
    };
    for (const int consumer : m_graph.consumers(item.node)) pass(consumer, State::Idle);
    for (const int waiter : std::exchange(slot(item.node).waiters, {})) pass(waiter, State::Waiting);
  }
  if (m_remaining == 0) m_allDone.notify_all();
}

void Scheduler::settleOne(int node, Outcome outcome, const Reason& reason, Leavings& leavings) {
  Slot& here = slot(node);
  here.state = State::Done;
  here.outcome = outcome;
  --m_remaining;
  dropReaders(node, leavings);
  if (outcome == Outcome::Failed || outcome == Outcome::Skipped) here.spoiledBy = reason.root >= 0 ? reason.root : node;
  if (reason.cancelled) m_cutShort = true;
  tellEnd(node, reason);
  if (here.run) leavings.runs.push_back(std::move(here.run));
}

void Scheduler::storeOutputs(int node, std::vector<Value> outputs, Leavings& leavings) {
  for (size_t i = 0; i < outputs.size(); ++i) {
    OutputSlot& output = slot(node).outputs[i];
    if (output.readers > 0) {
      output.value = std::move(outputs[i]);
    } else {
      leavings.values.push_back(std::move(outputs[i]));
    }
  }
}

void Scheduler::dropReader(const PlannedInput& input, Leavings& leavings) {
  if (input.node < 0) return;
  OutputSlot& output = slot(input.node).outputs[static_cast<size_t>(input.output)];
  if (--output.readers == 0) leavings.values.push_back(std::move(output.value));
}

// What the node never fetched, and never will.
void Scheduler::dropReaders(int node, Leavings& leavings) {
  Slot& here = slot(node);
  const PlannedNode& plan = planned(node);
  for (size_t port = 0; port < plan.links.size(); ++port) {
    LazyPort& lazy = here.lazyPorts[port];
    const bool fetched = lazy == LazyPort::No ? here.fetched : lazy == LazyPort::Closed;
    if (lazy != LazyPort::No) lazy = LazyPort::Closed;
    if (fetched) continue;
    for (const PlannedInput& input : plan.links[port]) dropReader(input, leavings);
  }
  if (!here.fetched) {
    for (const PlannedInput& input : plan.parameterLinks) dropReader(input, leavings);
  }
  here.fetched = true;
}

void Scheduler::tellEnd(int node, const Reason& reason) {
  const PlannedNode& plan = planned(node);
  const Slot& here = slot(node);
  const size_t merged = plan.aliases.size();
  Event event;
  event.node = plan.id;
  event.type = plan.type->id;
  event.seconds = here.run ? here.run->seconds() : 0;
  switch (here.outcome) {
    case Outcome::Executed:
    case Outcome::Cached:
      event.kind = Event::Kind::NodeFinished;
      event.cached = here.outcome == Outcome::Cached;
      event.bytes = here.run ? here.run->outputBytes() : 0;
      ++(event.cached ? m_cached : m_executed);
      m_cached += merged;
      break;
    case Outcome::Failed:
      event.kind = Event::Kind::NodeFailed;
      event.message = m_failures.back().second.message;
      ++m_failed;
      m_skipped += merged;
      break;
    default:
      event.kind = Event::Kind::NodeFailed;
      event.skipped = true;
      event.message = reason.cancelled ? "cancelled" : "not run, since \"" + planned(reason.root).id + "\" failed";
      m_skipped += 1 + merged;
      break;
  }
  if (merged == 0) return m_context.events.push(std::move(event));
  m_context.events.push(event);
  event.cached = event.kind == Event::Kind::NodeFinished;
  event.skipped = !event.cached;
  event.seconds = 0;
  event.bytes = 0;
  for (const std::string& alias : plan.aliases) {
    event.node = alias;
    m_context.events.push(event);
  }
}

void Scheduler::cancelAll() {
  Leavings leavings;
  const std::lock_guard lock(m_mutex);
  m_cancelling = true;
  for (size_t n = 0; n < m_slots.size(); ++n) {
    const Slot& here = m_slots[n];
    if (!here.demanded || here.state == State::Done || here.state == State::Running) continue;
    settle(static_cast<int>(n), Outcome::Skipped, {.root = -1, .cancelled = true}, leavings);
  }
}

// Nobody asked for these: their consumers were found in the cache, or never wanted them.
void Scheduler::tellUnneeded() {
  Leavings leavings;
  const std::lock_guard lock(m_mutex);
  for (size_t n = 0; n < m_slots.size(); ++n) {
    Slot& here = m_slots[n];
    if (here.demanded) continue;
    here.state = State::Done;
    here.outcome = Outcome::Cached;
    dropReaders(static_cast<int>(n), leavings);
    tellEnd(static_cast<int>(n), {});
  }
}

RunResult Scheduler::result() {
  RunResult result;
  std::sort(m_failures.begin(), m_failures.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [node, error] : m_failures) result.failures.push_back({planned(node).id, planned(node).type->id, error});
  for (const PlannedOutput& output : m_context.plan.outputs) {
    const PlannedInput& source = output.source;
    Value value =
        source.node < 0 ? source.constant : slot(source.node).outputs[static_cast<size_t>(source.output)].value;
    if (value) result.outputs[output.name] = std::move(value);
  }
  result.executed = m_executed;
  result.cached = m_cached;
  result.failed = m_failed;
  result.skipped = m_skipped;
  if (m_cutShort) {
    result.status = RunResult::Status::Cancelled;
  } else if (!m_failures.empty()) {
    result.status = RunResult::Status::Failed;
  }
  return result;
}

}  // namespace weft
