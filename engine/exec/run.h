// One run, as far as all of its schedulers share it: that of the graph, and one for each pass of a body that is under
// way. One lock guards the bookkeeping of all of them and is held for that only - never while a node, a sink or a
// value's destructor runs. Only wait() waits, which is the run's own thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <weft/exec/executor.h>
#include <weft/graph/node_instance.h>

#include "admission.h"
#include "devices.h"
#include "dispatch.h"
#include "event_queue.h"
#include "lanes.h"
#include "plan_run.h"
#include "result_cache.h"

namespace weft {

class NodeRun;
class Scheduler;

// What must happen without the lock: destructors of values, nodes and passes.
struct Leavings {
  Leavings();
  ~Leavings();
  void clear();
  std::vector<Value> values;
  std::vector<std::unique_ptr<NodeRun>> runs;
  std::vector<std::unique_ptr<Scheduler>> passes;
};

class Run {
 public:
  Run(const Plan& plan, const RunOptions& options, const CancelToken& cancel, const EventSink& sink, ResultCache* cache,
      Devices& devices, MemoryPeaks& peaks, int cores);
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  RunResult result();  // once: runs the plan and returns when every node has ended

  const Plan& plan() const { return m_plan; }
  const RunOptions& options() const { return m_options; }
  const CancelToken& cancel() const { return m_cancel; }
  void tell(Event event);                   // any thread, without the lock
  ResultCache* cache() { return m_cache; }  // nullptr: not used in this run
  Devices& devices() { return m_devices; }

  // Changes something under the lock; what follows from it for others is done when it ends, and what is left over
  // destroyed after.
  class Change {
   public:
    explicit Change(Run& run) : m_run(run), m_lock(run.m_mutex) {}
    ~Change();
    Change(const Change&) = delete;
    Change& operator=(const Change&) = delete;
    Leavings leavings;  // before the lock: outlives it

   private:
    Run& m_run;
    std::unique_lock<std::mutex> m_lock;
  };

  // With the lock held, for schedulers.
  EventQueue& events() { return m_events; }
  uint64_t nextTurn(int depth);
  void makeReady(Scheduler& scheduler, int node);
  void makeReadable(Scheduler& scheduler, int node);  // its result is on disk
  void leaveGroup(Scheduler& scheduler, int node, Leavings& leavings);
  void retire(std::unique_ptr<Scheduler> pass, Leavings& leavings);  // it has ended
  void ended(Scheduler& scheduler);                                  // all of its demanded nodes have
  void stopLater(Scheduler& pass, const Reason& reason);             // before the lock is given back
  int addFailure(const PlanRun& plan, int node, Error error);        // its number
  void settled(const PlanRun& plan,
               int node);  // its tally is final: tells its end, and that of everything in its bodies

  std::unique_lock<std::mutex> lock() { return std::unique_lock(m_mutex); }

 private:
  // Nodes that take turns.
  struct Group {
    bool busy = false;
    JobQueue waiting;
  };
  struct Failure {
    const PlanRun* plan;
    int node;
    Error error;
  };

  void prepareBodies(PlanRun& outer);
  void work(const LaneSeat& seat) noexcept;
  void readKept(const Job& job, std::unique_lock<std::mutex>& lock, Leavings& leavings);
  Result<CallOutcome> call(NodeRun& run, const Job& job, const LaneSeat& seat, std::optional<CachedResult>& toKeep);
  Job jobOf(Scheduler& scheduler, int node) const;

  // run_memory.cpp; with the lock held. Nodes that do not fit into memory now are set aside, and tried again one by one
  // when something has ended or has begun.
  MemoryNeed needOf(const Job& job) const;
  bool admit(const Job& job, MemoryNeed& need, std::unique_lock<std::mutex>& lock);  // false: it was set aside
  void began(const NodeRun& run, const MemoryNeed& need);
  // After its call: true: it lacked memory beside others, and will be called once more when it is alone.
  bool setAsideAgain(const Job& job, const NodeRun& run, const MemoryNeed& need, const Result<CallOutcome>& outcome);
  void readmit();

  void forget(Scheduler& scheduler, Leavings& leavings);
  void tidy(Leavings& leavings);
  void wait();
  void clearQueues();
  void fetchOutputs(RunResult& result);
  void tellStart();
  void tellFinish(const RunResult& result);
  void nameSlowNodes();
  void tellEnd(const PlanRun& plan, int node, Outcome outcome, const Reason& reason);
  Event failureEvent(const EventNote& note, const NodeTally& tally, const Reason& reason) const;
  std::vector<NodeFailure> failuresInOrder() const;

  const Plan& m_plan;
  const RunOptions& m_options;
  const CancelToken& m_cancel;
  ResultCache* const m_cache;
  Devices& m_devices;
  const int m_threads;

  std::deque<PlanRun> m_plans;  // the run's own first
  ReentrancyGroups m_reentrancy;
  uint64_t m_nodeCount = 0;  // merged ones and those of bodies included

  std::mutex m_mutex;
  EventQueue m_events;
  std::condition_variable m_allDone;
  bool m_done = false;
  bool m_cutShort = false;  // something was left undone because the run was cancelled
  uint64_t m_passes = 0;
  std::vector<Group> m_groups;
  std::vector<Scheduler*> m_ended;                        // passes, to be told to their loops
  std::vector<std::pair<Scheduler*, Reason>> m_stopping;  // passes, to be stopped
  std::vector<Failure> m_failures;
  uint64_t m_executed = 0, m_cached = 0, m_failed = 0, m_skipped = 0;
  std::unique_ptr<Scheduler> m_top;
  MemoryPeaks& m_peaks;
  Admission m_admission;
  JobQueue m_aside;

  Dispatch m_dispatch;
  Lanes m_lanes;  // last: its threads use everything above; posted by m_dispatch alone
};

}  // namespace weft
