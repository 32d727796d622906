// The counted graph: which node may run, and what follows when one has ended. One lock guards all of it and is held for
// bookkeeping only - never while a node, a sink or a value's destructor runs. Nothing here waits for a node but wait(),
// which is the run's own thread.
//
// A node is demanded when something wanted needs it. Each demanded node ends exactly once, in settle(), whatever
// happens to it: success, failure, skipping or cancelling; so the counts always reach zero.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <queue>
#include <string>
#include <vector>

#include "node_run.h"
#include "run_graph.h"

namespace weft {

class Scheduler {
 public:
  explicit Scheduler(const RunContext& context, int workers, int threads);
  ~Scheduler();

  void run();          // returns when every demanded node has ended
  RunResult result();  // once, after run()

  void resume(int node, uint64_t visit, bool forgotten);  // for ResumeGate; any thread

 private:
  enum class State : uint8_t {
    Idle,       // waits for its producers
    Ready,      // in a lane's queue, or in its serial group's
    Running,    // on a lane's thread
    Waiting,    // for lazy inputs that it asked for
    Suspended,  // for a resume token
    Done,
  };
  enum class Outcome : uint8_t { None, Executed, Cached, Failed, Skipped };

  enum class LazyPort : uint8_t { No, Open, Wanted, Closed };

  struct OutputSlot {
    Value value;
    int readers = 0;  // links that have not fetched it yet
  };
  struct Slot {
    State state = State::Idle;
    Outcome outcome = Outcome::None;
    bool demanded = false;
    bool fetched = false;      // eager inputs and parameters were handed over
    bool resumed = false;      // its token was used while process() still ran
    bool forgotten = false;    // its token was destroyed unused
    int missing = 0;           // producers that have not ended; while Waiting: of the lazy ports asked for
    int spoiledBy = -1;        // the failed node because of which this one will not run, or did not
    std::vector<int> waiters;  // nodes that asked for this one through a lazy port
    std::vector<OutputSlot> outputs;
    std::vector<LazyPort> lazyPorts;  // by input port
    std::unique_ptr<NodeRun> run;
    Placement placement;
  };
  // Nodes of one type, or one plugin, that never run at the same time.
  struct Group {
    bool busy = false;
    std::vector<int> waiting;
  };
  // How a node ended that did not succeed.
  struct Reason {
    int root = -1;  // the failed node because of which it was skipped
    bool cancelled = false;
  };
  // What must happen without the lock: destructors of values and nodes.
  struct Leavings {
    std::vector<Value> values;
    std::vector<std::unique_ptr<NodeRun>> runs;
  };
  using ReadyQueue = std::priority_queue<std::pair<int, int>, std::vector<std::pair<int, int>>, std::greater<>>;

  // scheduler.cpp; all of them with the lock held
  void demand(int node, Leavings& leavings);
  bool isCacheable(int node) const;
  bool takeFromCache(int node, Leavings& leavings);
  void makeReady(int node);
  void leaveGroup(int node);
  void settle(int node, Outcome outcome, const Reason& reason, Leavings& leavings);
  void settleOne(int node, Outcome outcome, const Reason& reason, Leavings& leavings);
  void storeOutputs(int node, std::vector<Value> outputs, Leavings& leavings);
  void dropReader(const PlannedInput& input, Leavings& leavings);
  void dropReaders(int node, Leavings& leavings);
  void tellEnd(int node, const Reason& reason);
  void cancelAll();
  void tellUnneeded();

  // scheduler_work.cpp
  void start();
  void work(const LaneSeat& seat);
  int takeReady(LaneId lane, Leavings& leavings);
  Value fetch(const PlannedInput& input);
  void fetchInputs(int node);
  void finishCall(int node, Result<CallOutcome> outcome, Leavings& leavings);
  void succeed(int node, Leavings& leavings);
  void waitForLazy(int node, Leavings& leavings);
  void fail(int node, Error error, Leavings& leavings);
  static Error forgottenToken();
  void nameSlowNodes();

  Slot& slot(int node) { return m_slots[static_cast<size_t>(node)]; }
  const PlannedNode& planned(int node) const { return m_context.plan.nodes[static_cast<size_t>(node)]; }

  const RunContext& m_context;
  const RunGraph m_graph;
  const std::vector<int> m_order;
  std::shared_ptr<ResumeGate> m_gate;

  std::mutex m_mutex;
  std::condition_variable m_allDone;
  std::vector<Slot> m_slots;
  std::vector<int> m_groupOf;  // by node; -1: none
  std::vector<Group> m_groups;
  std::map<LaneId, ReadyQueue> m_ready;
  size_t m_remaining = 0;  // demanded nodes that have not ended
  bool m_cancelling = false;
  bool m_cutShort = false;  // something was left undone because of it
  std::vector<std::pair<int, Error>> m_failures;
  uint64_t m_executed = 0, m_cached = 0, m_failed = 0, m_skipped = 0;

  Lanes m_lanes;  // last: its threads use everything above
};

}  // namespace weft
