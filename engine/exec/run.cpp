#include "run.h"

#include <algorithm>

#include <weft/base/log.h>

#include "scheduler.h"

namespace weft {
namespace {

// splitmix64: spreads what is close.
uint64_t scattered(uint64_t number) {
  number += 0x9e3779b97f4a7c15;
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

int orAllCores(int wanted, int cores) { return wanted > 0 ? wanted : cores; }

}  // namespace

Leavings::Leavings() = default;
Leavings::~Leavings() = default;
void Leavings::clear() {
  values.clear();
  runs.clear();
  passes.clear();
}

Run::Change::~Change() {
  m_run.tidy(leavings);
  m_run.m_dispatch.wake();
  m_lock.unlock();
  leavings.clear();
}

Run::Run(const Plan& plan, const RunOptions& options, const CancelToken& cancel, const EventSink& sink,
         ResultCache* cache, Devices& devices, MemoryPeaks& peaks, int cores)
    : m_plan(plan),
      m_options(options),
      m_cancel(cancel),
      m_cache(cache),
      m_devices(devices),
      m_threads(orAllCores(options.threads, cores)),
      m_events(sink),
      m_peaks(peaks),
      m_admission(peaks),
      m_dispatch(orAllCores(options.workers, cores), m_threads, m_lanes),
      m_lanes(orAllCores(options.workers, cores), m_threads, [this](const LaneSeat& seat) { work(seat); }) {
  // One thread for each heavy node, and so more of them beside each other: kernels split their sums by the count.
  const bool sideBySide = options.deterministic;
  m_plans.emplace_back(plan, RunGraph(plan, m_threads, sideBySide, m_reentrancy), sideBySide);
  for (size_t next = 0; next < m_plans.size(); ++next) prepareBodies(m_plans[next]);
  m_groups.resize(m_reentrancy.count());
}

Run::~Run() = default;

void Run::clearQueues() {
  Leavings leavings;
  for (const Job& job : m_dispatch.drain()) forget(*job.scheduler, leavings);
  for (; !m_aside.empty(); m_aside.pop()) forget(*m_aside.top().scheduler, leavings);
  for (Group& group : m_groups) {
    for (; !group.waiting.empty(); group.waiting.pop()) forget(*group.waiting.top().scheduler, leavings);
  }
}

void Run::prepareBodies(PlanRun& outer) {
  m_nodeCount += outer.plan.nodes.size() + outer.graph.aliasCount();
  for (const int loop : outer.graph.withBodies()) {
    const PlannedNode& node = outer.plan.nodes[static_cast<size_t>(loop)];
    for (const PlannedBody& body : node.bodies) {
      const bool sideBySide =
          outer.sideBySide || node.type->parameters[body.parameter].has(WEFT_PARAMETER_SIDE_BY_SIDE);
      m_plans.emplace_back(*body.plan, RunGraph(*body.plan, m_threads, sideBySide, m_reentrancy), sideBySide);
      PlanRun& inner = m_plans.back();
      inner.outer = &outer;
      inner.loop = loop;
      outer.bodies[loop].push_back(&inner);
    }
  }
}

RunResult Run::result() {
  m_devices.startRun();
  tellStart();
  m_top = std::make_unique<Scheduler>(*this, m_plans.front(), Scheduler::Origin{}, std::vector<Value>());
  {
    Change change(*this);
    m_top->start(change.leavings);
  }
  wait();
  m_lanes.stop();
  {
    Change change(*this);
    m_events.setTime(EventQueue::Clock::now());
    m_top->tellUnneeded(change.leavings);
  }
  RunResult result;
  result.failures = failuresInOrder();
  result.outputs = m_top->takeOutputs();
  result.executed = m_executed;
  result.cached = m_cached;
  result.failed = m_failed;
  result.skipped = m_skipped;
  if (m_cutShort) {
    result.status = RunResult::Status::Cancelled;
  } else if (!m_failures.empty()) {
    result.status = RunResult::Status::Failed;
  }
  clearQueues();
  m_top.reset();
  if (m_cache) m_cache->finish(result.status == RunResult::Status::Cancelled);
  fetchOutputs(result);
  tellFinish(result);
  return result;
}

// A graph's outputs lie on the CPU. They have been fetched by the nodes that made them, unless memory was short since.
void Run::fetchOutputs(RunResult& result) {
  for (auto output = result.outputs.begin(); output != result.outputs.end();) {
    auto onCpu = m_devices.moved(output->second, cpuDevice);
    if (onCpu) {
      output->second = *std::move(onCpu);
      ++output;
    } else {
      result.status = RunResult::Status::Failed;
      result.failures.push_back({output->first, "output", std::move(onCpu).error()});
      output = result.outputs.erase(output);
    }
  }
  m_devices.finishRun();
  const Devices::Copies copies = m_devices.copies();
  result.copiesIn = copies.in;
  result.copiesOut = copies.out;
  result.copiedBytes = copies.bytes;
}

// Older passes first, and the inner ones of a pass before what comes after them: what was begun is brought to its end.
uint64_t Run::nextTurn(int depth) {
  constexpr int deepest = (1 << 16) - 1;
  return static_cast<uint64_t>(deepest - std::min(depth, deepest)) << 48 | m_passes++;
}

Job Run::jobOf(Scheduler& scheduler, int node) const {
  Job job{scheduler.turn(), scheduler.place(node), &scheduler, node};
  if (m_options.chaosSeed != 0) {
    job.place = scattered(scattered(m_options.chaosSeed ^ job.turn) + static_cast<uint64_t>(node));
    job.turn = 0;
  }
  return job;
}

void Run::makeReady(Scheduler& scheduler, int node) {
  ++scheduler.queued;
  const Job job = jobOf(scheduler, node);
  if (const int number = scheduler.group(node); number >= 0) {
    Group& group = m_groups[static_cast<size_t>(number)];
    if (group.busy) return group.waiting.push(job);
    group.busy = true;
  }
  m_dispatch.push(scheduler.placement(node), job);
}

void Run::makeReadable(Scheduler& scheduler, int node) {
  ++scheduler.queued;
  static const Placement files = [] {
    Placement placement;
    placement.lane.kind = LaneKind::Io;
    return placement;
  }();
  Job job = jobOf(scheduler, node);
  job.reading = true;
  m_dispatch.push(files, job);
}

// The group's next member takes its place in its lane; until then the others went on with other nodes.
void Run::leaveGroup(Scheduler& scheduler, int node, Leavings& leavings) {
  const int number = scheduler.group(node);
  if (number < 0) return;
  Group& group = m_groups[static_cast<size_t>(number)];
  group.busy = false;
  while (!group.busy && !group.waiting.empty()) {
    const Job job = group.waiting.top();
    group.waiting.pop();
    if (job.scheduler->isReady(job.node)) {
      group.busy = true;
      m_dispatch.push(job.scheduler->placement(job.node), job);
    } else {
      forget(*job.scheduler, leavings);
    }
  }
}

void Run::forget(Scheduler& scheduler, Leavings& leavings) {
  if (--scheduler.queued == 0 && scheduler.retired) leavings.passes.push_back(std::move(scheduler.retired));
}

void Run::retire(std::unique_ptr<Scheduler> pass, Leavings& leavings) {
  if (pass->queued == 0) {
    leavings.passes.push_back(std::move(pass));
  } else {
    pass->retired = std::move(pass);
  }
}

void Run::ended(Scheduler& scheduler) { m_ended.push_back(&scheduler); }

void Run::stopLater(Scheduler& pass, const Reason& reason) { m_stopping.emplace_back(&pass, reason); }

// What is to be stopped comes first: it may be among what has ended, and is gone after that.
void Run::tidy(Leavings& leavings) {
  for (;;) {
    if (!m_stopping.empty()) {
      const auto [scheduler, reason] = m_stopping.back();
      m_stopping.pop_back();
      scheduler->stop(reason, leavings);
    } else if (!m_ended.empty()) {
      Scheduler& scheduler = *m_ended.back();
      m_ended.pop_back();
      if (scheduler.outer()) {
        scheduler.outer()->passEnded(scheduler, leavings);
      } else {
        m_done = true;
        m_allDone.notify_all();
      }
    } else {
      return;
    }
  }
}

void Run::wait() {
  using Clock = std::chrono::steady_clock;
  // A token may be set in a signal handler, which can wake nobody.
  constexpr auto cancelPoll = std::chrono::milliseconds(10);
  constexpr auto patience = std::chrono::seconds(1);

  Clock::time_point cancelledAt;
  bool cancelled = false, named = false;
  for (;;) {
    if (!cancelled && m_cancel.cancelled()) {
      cancelled = true;
      cancelledAt = Clock::now();
      Change change(*this);
      stopLater(*m_top, {.cancelled = true});
    }
    if (cancelled && !named && Clock::now() - cancelledAt > patience) {
      named = true;
      nameSlowNodes();
    }
    std::unique_lock lock(m_mutex);
    m_events.deliver(lock);
    if (m_done) return;
    m_allDone.wait_for(lock, cancelPoll);
  }
}

void Run::nameSlowNodes() {
  std::vector<const PlannedNode*> slow;
  {
    const std::lock_guard lock(m_mutex);
    std::vector<const Scheduler*> open{m_top.get()};
    while (!open.empty()) {
      const Scheduler* scheduler = open.back();
      open.pop_back();
      scheduler->addRunning(slow, open);
    }
  }
  for (const PlannedNode* node : slow) {
    logWarning("exec", node->id + " (" + node->type->id + ") has not answered for 1 s that it was asked to stop");
  }
}

}  // namespace weft
