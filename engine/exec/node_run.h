// One node while it is under way: its instance, the values it was handed, and what it says (NodeCall).
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include <weft/exec/executor.h>
#include <weft/graph/node_instance.h>

#include "event_queue.h"
#include "lanes.h"
#include "placement.h"
#include "resume_gate.h"
#include "session_cache.h"

namespace weft {

// What all nodes of a run share.
struct RunContext {
  const Plan& plan;
  const RunOptions& options;
  const CancelToken& cancel;
  EventQueue& events;
  SessionCache* cache;  // nullptr: not used in this run
};

// Belongs to one thread at a time; the scheduler's lock is what hands it over.
class NodeRun final : public NodeCall {
 public:
  NodeRun(const RunContext& context, int index, const Placement& placement, std::shared_ptr<ResumeGate> gate);

  // Raw values as the links bring them, handed in before work(). A port that was asked for and has no link gets {}.
  void giveInput(size_t port, std::vector<Value> values);
  void giveParameter(size_t parameter, Value value);

  // Checks what is new, makes the instance the first time, and calls process(). Never throws.
  Result<CallOutcome> work(const LaneSeat& seat);

  // After the last call: lets go of what was handed in, so that the next reader may have the last reference.
  void dropInputs();

  uint64_t visit() const { return m_visit; }                                // counts the calls of process(); any thread
  std::vector<size_t> takeWanted() { return std::exchange(m_wanted, {}); }  // lazy ports asked for in the last one
  bool isSuspended() const { return m_suspended; }                          // suspend() was called in the last one
  const std::vector<Value>& outputs() const { return m_outputs; }
  std::vector<Value> takeOutputs() { return std::move(m_outputs); }
  uint64_t outputBytes() const { return m_outputBytes; }
  double seconds() const { return m_seconds; }

  size_t inputCount(size_t port) const override;
  const Value* input(size_t port, size_t index) const override;
  Value takeInput(size_t port, size_t index) override;
  void wantInput(size_t port) override;
  const Value& parameter(size_t index) const override;
  void setOutput(size_t port, Value value) override;
  std::span<const PortType> inputPorts() const override { return m_node.inputs; }
  std::span<const PortType> outputPorts() const override { return m_node.outputs; }
  bool cancelled() const override { return m_context.cancel.cancelled(); }
  void progress(uint64_t step, uint64_t total, std::string_view text) override;
  bool wantsPreview() const override { return m_context.options.previews; }
  void preview(const Value& image) override;
  const std::string& node() const override { return m_node.id; }
  uint32_t threads() const override { return m_seat.threads; }
  weft_device_id device() const override { return m_placement.device; }
  weft_dtype dtype() const override { return m_placement.dtype; }
  bool deterministic() const override { return m_context.options.deterministic; }
  void* stream() const override { return nullptr; }
  std::function<void()> suspend() override;
  Result<void> startPass(size_t parameter, uint64_t tag, std::map<std::string, Value> inputs) override;
  std::span<const std::string> passInputs(size_t parameter) const override;
  std::optional<Pass> takePass() override { return std::nullopt; }
  Result<void> parallel(size_t count, size_t grain,
                        const std::function<Result<void>(size_t begin, size_t end)>& body) override;
  const std::string& outputFolder() const override { return m_context.options.outputFolder; }
  const std::string& documentJson() const override { return m_context.plan.documentJson; }
  void saved(const std::string& path) override;

 private:
  struct Port {
    std::vector<Value> values;
    bool given = false, checked = false;
  };

  Result<void> checkNewValues();
  Result<void> checkOutputs();
  Result<CallOutcome> callInstance();
  Event event(Event::Kind kind) const;
  void tell(Event event);

  const RunContext& m_context;
  const PlannedNode& m_node;
  const int m_index;
  const Placement m_placement;
  const std::shared_ptr<ResumeGate> m_gate;
  LaneSeat m_seat;
  std::unique_ptr<NodeInstance> m_instance;
  std::vector<Port> m_ports;
  std::vector<Value> m_parameters;
  std::vector<size_t> m_wanted;
  std::vector<Value> m_outputs;
  bool m_started = false, m_parametersChecked = false, m_tookInput = false, m_retried = false;
  bool m_suspended = false;
  std::function<void()> m_token;  // while process() runs
  std::atomic<uint64_t> m_visit{0};
  uint64_t m_step = 0, m_total = 0, m_outputBytes = 0;
  double m_seconds = 0;
};

}  // namespace weft
