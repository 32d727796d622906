// The counted graph of one plan, or of one pass of a body: which node may run, and what follows when one has ended.
// Nothing here waits. Its state is guarded by the run's lock (run.h).
//
// A node is demanded when something wanted needs it. Each demanded node ends exactly once, in settle(), whatever
// happens to it: success, failure, skipping or cancelling; so the counts always reach zero.
//
// A node that runs a body starts passes: each is a scheduler of its own, which tells its node when it has ended. The
// node does not end before its passes have.
//
// A node whose result is on disk is read instead of run, by a thread of the io lane; its producers are demanded only if
// that fails.
//
// Where hooks belong: whether a ready node may start now (memory) - begin(), before it is Running; bringing values to a
// device - NodeRun::work(), before the first call.
#pragma once

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "node_run.h"
#include "resume_gate.h"
#include "run.h"

namespace weft {

class Scheduler {
 public:
  // Of the run's own plan; `outer`: of a pass that `loop`, a node of `outer`, has started.
  struct Origin {
    Scheduler* outer = nullptr;
    int loop = -1;
    uint64_t tag = 0;
  };
  Scheduler(Run& run, PlanRun& plan, const Origin& origin, std::vector<Value> arguments);
  ~Scheduler();  // without the lock
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // Any thread, without the lock.
  bool cancelled() const { return m_run.cancel().cancelled() || m_stopped.load(std::memory_order_acquire); }
  Run& run() const { return m_run; }
  const PlannedNode& planned(int node) const { return m_plan.plan.nodes[static_cast<size_t>(node)]; }
  const Placement& placement(int node) const { return m_plan.graph.placement(node); }
  std::function<void()> token(int node, uint64_t visit) { return m_gate->token(node, visit); }
  void resume(int node, uint64_t visit, bool forgotten);  // for ResumeGate
  // For the call of `node` that is under way (NodeCall).
  Result<void> startPass(int node, size_t parameter, uint64_t tag, std::map<std::string, Value> inputs,
                         const std::vector<std::vector<Value>>& captures);
  std::optional<Pass> takePass(int node);
  bool isCacheable(int node) const;

  // With the lock held.
  void start(Leavings& leavings);
  NodeRun* begin(int node, Leavings& leavings);  // nullptr: it will not run
  bool beginReading(int node);                   // its result is to be read from disk
  void finishReading(int node, std::optional<CachedResult> result, Leavings& leavings);
  void finishCall(int node, Result<CallOutcome> outcome, Leavings& leavings);
  bool tryAlone(int node);  // its call lacked memory: it stays ready, to be called once more; false: it will not
  uint64_t inputBytes(int node) const;  // of the tensors that it is about to be given
  const NodeRun* nodeRun(int node) const { return m_slots[static_cast<size_t>(node)].run.get(); }
  void stop(const Reason& reason, Leavings& leavings);
  void passEnded(Scheduler& pass, Leavings& leavings);
  void tellUnneeded(Leavings& leavings);       // of what nobody demanded
  std::map<std::string, Value> takeOutputs();  // once, when all has ended well
  void addRunning(std::vector<const PlannedNode*>& running, std::vector<const Scheduler*>& passes) const;
  bool hasSucceeded(int node) const {
    const Slot& here = m_slots[static_cast<size_t>(node)];
    return here.state == State::Done && !here.spoiled;
  }
  bool isReady(int node) const { return m_slots[static_cast<size_t>(node)].state == State::Ready; }
  int group(int node) const { return m_plan.graph.group(node); }
  uint64_t place(int node) const { return m_plan.graph.place(node); }
  Scheduler* outer() const { return m_origin.outer; }
  uint64_t turn() const { return m_turn; }

  // For Run: how many entries of its queues name this scheduler, and itself once nothing but they do.
  size_t queued = 0;
  std::unique_ptr<Scheduler> retired;

 private:
  enum class State : uint8_t {
    Idle,       // waits for its producers
    Kept,       // its result is on disk, and to be read
    Reading,    // on the thread of a lane
    Ready,      // in a lane's queue, or waits for its turn in its re-entrancy group
    Running,    // on a lane's thread
    Waiting,    // for lazy inputs that it asked for
    Suspended,  // for a resume token, or a pass
    Ending,     // for its passes; how it ends is decided
    Done,
  };

  struct Share {  // a value, and how many links have not fetched it yet
    Value value;
    int readers = 0;
  };
  // The passes of one node.
  struct Passes {
    std::vector<std::unique_ptr<Scheduler>> underWay;
    std::deque<Pass> ended;
    std::optional<std::pair<Outcome, Reason>> ending;  // how the node ends when nothing is under way any more
  };
  struct Slot {
    State state = State::Idle;
    bool demanded = false;
    bool fetched = false;    // eager inputs, parameters and captures were handed over
    bool resumed = false;    // its token was used while process() still ran
    bool forgotten = false;  // its token was destroyed unused
    bool spoiled = false;    // will not run, or did not succeed, for `reason`
    int missing = 0;         // producers that have not ended; while Waiting: of the lazy ports asked for
    Reason reason;
    std::unique_ptr<NodeRun> run;
    std::unique_ptr<Passes> passes;
  };

  // scheduler.cpp
  void demand(int node, Leavings& leavings);
  bool takeFromCache(int node, Leavings& leavings);
  bool isEnough(int node, const CachedResult& result) const;
  void takeResult(int node, std::vector<Value> outputs, Leavings& leavings);
  void demandProducers(int node, std::vector<int>& open);
  struct Ending {
    int node;
    Outcome outcome;
    Reason reason;
  };
  void settle(int node, Outcome outcome, const Reason& reason, Leavings& leavings);
  void end(Ending ending, std::vector<Ending>& open, Leavings& leavings);
  bool endsLater(int node, Outcome outcome, const Reason& reason);
  void stopPasses(int node, const Reason& reason);
  void settleOne(int node, Outcome outcome, const Reason& reason, Leavings& leavings);
  void skipStopped(int node, Leavings& leavings);
  Reason stopReason() const;

  // scheduler_passes.cpp
  void dropUnneeded(Leavings& leavings);

  // scheduler_values.cpp
  const Value* valueOf(const PlannedInput& input) const;
  Share* shareOf(const PlannedInput& input);
  Value fetch(const PlannedInput& input);
  void fetchInputs(int node);
  void storeOutputs(int node, std::vector<Value> outputs, Leavings& leavings);
  void dropReader(const PlannedInput& input, Leavings& leavings);
  void dropReaders(int node, Leavings& leavings);

  // scheduler_work.cpp
  void makeReady(int node);
  void pend(int node, Leavings& leavings);
  void succeed(int node, Leavings& leavings);
  void waitForLazy(int node, Leavings& leavings);
  void fail(int node, Error error, Leavings& leavings);

  Slot& slot(int node) { return m_slots[static_cast<size_t>(node)]; }

  Run& m_run;
  PlanRun& m_plan;
  const Origin m_origin;
  const int m_depth;
  const std::shared_ptr<ResumeGate> m_gate;
  uint64_t m_turn = 0;
  std::atomic<bool> m_stopped{false};
  Reason m_stopReason;
  size_t m_remaining = 0;   // demanded nodes that have not ended
  bool m_cutShort = false;  // something was left undone that did not fail
  size_t m_passNumber = 0;  // of its node's passes under way
  int m_spoiledNode = -1;   // the first in the plan's order that failed, or was skipped because of one that did
  std::vector<Slot> m_slots;
  std::vector<Share> m_outputs;                         // of all nodes in one row
  std::vector<Share> m_arguments;                       // of the pass
  std::unordered_map<int, std::vector<int>> m_waiters;  // nodes that asked for this one through a lazy port
};

}  // namespace weft
