// Runs plans: a counted graph on oneTBB (design: "The run"). No task ever waits for another. One Executor lasts for a
// process and keeps the cache between its runs; one run at a time.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <weft/exec/events.h>
#include <weft/plan/plan.h>
#include <weft/value/device.h>

namespace weft {

// Asked to stop from any thread, also from a signal handler (a lock-free atomic).
class CancelToken {
 public:
  void cancel() { m_cancelled.store(true, std::memory_order_release); }
  bool cancelled() const { return m_cancelled.load(std::memory_order_acquire); }

 private:
  std::atomic<bool> m_cancelled{false};
};

struct RunOptions {
  int workers = 0;             // of the light lane; 0: one per core
  int threads = 0;             // busy in heavy nodes, all together; 0: one per core
  std::string outputFolder{};  // absolute
  bool previews = false;
  bool deterministic = false;
  uint64_t chaosSeed = 0;   // not 0: the ready order is shuffled with it
  bool useCache = true;     // look for results of earlier runs, and keep those of this one
  bool checkCache = false;  // compute what was found all the same, and compare: another result fails the node
};

// For the life of an Executor.
struct ExecutorOptions {
  uint64_t sessionBytes = uint64_t{1} << 30;  // results kept in memory between runs; 0: none
  std::string cacheFolder{};                  // results that outlive the process; empty: none
  uint64_t cacheBytes = uint64_t{8} << 30;    // the most that may lie there
  // Any device but the CPU, asked for once each; NotFound: nobody brings such devices. Empty: nobody brings any.
  std::function<Result<Device>(weft_device_id)> openDevice{};
};

struct NodeFailure {
  std::string node, type;
  Error error;
};

struct RunResult {
  enum class Status { Done, Failed, Cancelled } status = Status::Done;
  std::vector<NodeFailure> failures;  // in the plan's order
  std::map<std::string, Value> outputs;
  uint64_t executed = 0, cached = 0, failed = 0, skipped = 0;  // every node counts in one of them
  uint64_t copiesIn = 0, copiesOut = 0, copiedBytes = 0;       // of tensors to and from devices
};

class Executor {
 public:
  explicit Executor(ExecutorOptions options = {});
  ~Executor();
  // Returns when every node has ended; what `plan` refers to must live as long. Status Cancelled: something was left
  // undone because of `cancel`.
  RunResult run(const Plan& plan, const RunOptions& options, const CancelToken& cancel, const EventSink& sink);
  // Outputs of an earlier run that are still in memory, by the key of their node; nullopt: none. Any thread.
  std::optional<std::vector<Value>> find(const Key& key) const;
  void clearCache();
  struct CacheUse {
    uint64_t bytes = 0, budget = 0;
  };
  CacheUse cacheUse() const;  // of the results kept in memory; any thread

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace weft
