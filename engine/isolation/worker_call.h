// One call of a node, as the pack sees it in the worker: what the host sent, and what it asks the host for.
#pragma once

#include <vector>

#include "call_wire.h"
#include "link.h"

namespace weft {

class WorkerCall final : public NodeCall {
 public:
  // What the request says; an error where a value cannot be had.
  static Result<std::unique_ptr<WorkerCall>> read(Served& served, const NodeType& type, CallHead head);

  size_t inputCount(size_t port) const override;
  const Value* input(size_t port, size_t index) const override;
  Value takeInput(size_t port, size_t index) override;
  void wantInput(size_t port) override { m_wanted.push_back(port); }
  const Value& parameter(size_t index) const override;
  void setOutput(size_t port, Value value) override { m_outputs[port] = std::move(value); }
  std::span<const PortType> inputPorts() const override { return m_inputPorts; }
  std::span<const PortType> outputPorts() const override { return m_outputPorts; }
  bool cancelled() const override;
  void progress(uint64_t step, uint64_t total, std::string_view text) override;
  bool wantsPreview() const override { return m_head.wantsPreview; }
  void preview(const Value& image) override;
  const std::string& node() const override { return m_head.node; }
  uint32_t threads() const override { return m_head.threads; }
  weft_device_id device() const override { return m_head.device; }
  weft_dtype dtype() const override { return m_head.dtype; }
  bool deterministic() const override { return m_head.deterministic; }
  void* stream() const override { return nullptr; }
  std::function<void()> suspend() override;
  Result<void> startPass(size_t parameter, uint64_t tag, std::map<std::string, Value> inputs) override;
  std::span<const std::string> passInputs(size_t parameter) const override;
  std::optional<Pass> takePass() override;
  Result<void> parallel(size_t count, size_t grain,
                        const std::function<Result<void>(size_t begin, size_t end)>& body) override;
  const std::string& outputFolder() const override { return m_head.outputFolder; }
  const std::string& documentJson() const override;
  void saved(const std::string& path) override;

  // What process() asked for and made.
  Result<void> putAnswer(MessageWriter& answer, CallOutcome outcome) const;

 private:
  WorkerCall(Link& link, uint32_t slot, const NodeType& type, CallHead head);

  Link& m_link;
  const uint32_t m_slot;
  const CallHead m_head;
  std::vector<PortType> m_inputPorts, m_outputPorts;
  std::vector<std::vector<Value>> m_inputs;
  std::vector<Value> m_parameters;
  std::vector<size_t> m_wanted;
  std::map<size_t, Value> m_outputs;
  mutable std::string m_document;
};

// The slot of the call that this thread works for, for when it crashes or ends the process.
uint32_t threadSlot();
void setThreadSlot(uint32_t slot);

}  // namespace weft
