// One node while it is under way: its instance, the values it was handed, and what it says (NodeCall).
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include <weft/exec/executor.h>
#include <weft/graph/node_instance.h>
#include <weft/value/memory.h>

#include "event_queue.h"
#include "lanes.h"
#include "placement.h"

namespace weft {

class Run;
class Scheduler;

// Belongs to one thread at a time; the scheduler's lock is what hands it over.
class NodeRun final : public NodeCall {
 public:
  NodeRun(Scheduler& scheduler, int index);

  // Raw values as the links bring them, handed in before work(). A port that was asked for and has no link gets {}.
  void giveInput(size_t port, std::vector<Value> values);
  void giveParameter(size_t parameter, Value value);
  void giveCaptures(std::vector<Value> values);  // of the next body

  // Checks what is new, makes the instance the first time, and calls process(). Never throws.
  Result<CallOutcome> work(const LaneSeat& seat);

  // After the last call: lets go of what was handed in, so that the next reader may have the last reference.
  void dropInputs();

  // With the run's lock held.
  void tellStart(EventQueue& events) const;
  void tellCall(EventQueue& events, const LaneSeat& seat) const;  // the last one

  uint64_t visit() const { return m_visit; }                      // counts the calls of process(); any thread
  const std::vector<size_t>& wanted() const { return m_wanted; }  // lazy ports asked for in the last one
  bool wants(size_t port) const;
  void forgetWanted() { m_wanted.clear(); }
  bool wasGiven(size_t port) const { return m_ports[port].given; }
  bool isSuspended() const { return m_suspended; }  // suspend() was called in the last one
  const std::vector<Value>& outputs() const { return m_outputs; }
  std::vector<Value> takeOutputs() { return std::move(m_outputs); }
  uint64_t outputBytes() const { return m_outputBytes; }
  uint64_t calls() const { return m_calls; }  // of work()
  double seconds() const { return m_seconds; }
  uint64_t peakBytes() const { return m_peakBytes; }  // of any one call
  const MemoryOwner& memory() const { return m_memory; }
  // After a call that failed for lack of memory beside others: may be called once more with the same inputs, alone.
  bool canTryAlone(const Error& error) const;
  void prepareToTryAlone();
  bool triesAlone() const { return m_triesAlone; }

  size_t inputCount(size_t port) const override;
  const Value* input(size_t port, size_t index) const override;
  Value takeInput(size_t port, size_t index) override;
  void wantInput(size_t port) override;
  const Value& parameter(size_t index) const override;
  void setOutput(size_t port, Value value) override;
  std::span<const PortType> inputPorts() const override { return m_node.inputs; }
  std::span<const PortType> outputPorts() const override { return m_node.outputs; }
  bool cancelled() const override;
  void progress(uint64_t step, uint64_t total, std::string_view text) override;
  bool wantsPreview() const override;
  void preview(const Value& image) override;
  const std::string& node() const override { return m_node.id; }
  uint32_t threads() const override { return m_placement.threads; }
  weft_device_id device() const override { return m_placement.device; }
  weft_dtype dtype() const override { return m_placement.dtype; }
  bool deterministic() const override;
  void* stream() const override { return nullptr; }
  std::function<void()> suspend() override;
  Result<void> startPass(size_t parameter, uint64_t tag, std::map<std::string, Value> inputs) override;
  std::span<const std::string> passInputs(size_t parameter) const override;
  std::optional<Pass> takePass() override;
  Result<void> parallel(size_t count, size_t grain,
                        const std::function<Result<void>(size_t begin, size_t end)>& body) override;
  const std::string& outputFolder() const override;
  const std::string& documentJson() const override;
  void saved(const std::string& path) override;

 private:
  struct Port {
    std::vector<Value> values;
    bool given = false, checked = false;
  };

  Result<void> checkNewValues();
  Result<void> checkOutputs();
  Result<CallOutcome> callInstance();
  EventNote note(Event::Kind kind) const;
  Event event(Event::Kind kind) const;

  Scheduler& m_scheduler;
  Run& m_run;
  const PlannedNode& m_node;
  const int m_index;
  const Placement& m_placement;
  tbb::task_arena* m_arena = nullptr;  // of the seat, for parallel loops
  std::unique_ptr<NodeInstance> m_instance;
  std::vector<Port> m_ports;
  std::vector<Value> m_linked;  // parameters that links bring; none of them while there is none
  std::vector<size_t> m_wanted;
  std::vector<std::vector<Value>> m_captures;  // by body
  std::vector<Value> m_outputs;
  bool m_parametersChecked = false, m_tookInput = false, m_retried = false, m_triesAlone = false;
  bool m_suspended = false;
  std::function<void()> m_token;  // while process() runs
  std::atomic<uint64_t> m_visit{0};
  uint64_t m_step = 0, m_total = 0, m_outputBytes = 0;
  uint64_t m_calls = 0;
  double m_seconds = 0, m_lastSeconds = 0;
  EventQueue::Clock::time_point m_ended;
  MemoryOwner m_memory;
  uint64_t m_lastPeak = 0, m_peakBytes = 0;
};

}  // namespace weft
