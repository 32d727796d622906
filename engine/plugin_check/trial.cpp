#include "trial.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include <weft/base/text.h>
#include <weft/value/make_tensor.h>
#include <weft/value/references.h>

#include "digest.h"

namespace weft {
namespace {

constexpr size_t mostCalls = 10'000;  // of process() for one result, one for each pass of a body
constexpr size_t spareReferences = 4;

// A node that gives back what it does not own shows in the count, and nothing is freed too early.
class Spares {
 public:
  // Of all references that there are now, none is the node's to release.
  void lend(const Value& value) {
    add(value);
    Entry& entry = m_entries[value.get()];
    entry.atLeast = std::max(entry.atLeast, referencesTo(value));
  }
  // One of them was the node's and is now ours; it may have others.
  void take(const Value& value) {
    add(value);
    Entry& entry = m_entries[value.get()];
    entry.atLeast = std::max<uint32_t>(entry.atLeast, spareReferences + 1);
  }
  // How many references are missing; they are made up for.
  size_t settle() {
    size_t missing = 0;
    for (auto& [pointer, entry] : m_entries) {
      const uint32_t now = referencesTo(entry.handles[0]);
      for (uint32_t i = now; i < entry.atLeast; ++i, ++missing) (void)Value::borrow(pointer).release();
    }
    m_entries.clear();
    return missing;
  }

 private:
  struct Entry {
    std::vector<Value> handles;
    uint32_t atLeast = 0;
  };
  void add(const Value& value) {
    auto& handles = m_entries[value.get()].handles;
    if (handles.empty()) handles.assign(spareReferences, value);
  }
  std::map<const weft_value*, Entry> m_entries;
};

// What a suspended call waits for; tokens may outlive the call.
struct Resume {
  std::mutex mutex;
  std::condition_variable changed;
  bool resumed = false;
};

// The only reference to a tensor of the same content; of other values another reference.
Value copyOf(const Value& value) {
  const weft_tensor* tensor = value.asTensor();
  if (!tensor || tensor->device.type != WEFT_DEVICE_CPU) return value;
  const auto made = makeTensor(tensor->dtype, {tensor->shape, static_cast<size_t>(tensor->dimensions)});
  if (!made) return value;
  gather(*tensor, static_cast<const char*>(tensor->data) + tensor->byte_offset, (*made)->tensor.data);
  const auto copy = Value::tensor(*made);
  return copy ? *copy : value;
}

class TrialCall : public NodeCall {
 public:
  TrialCall(const Sample& sample, const TrialOptions& options)
      : m_sample(sample),
        m_options(options),
        m_node("check"),
        m_inputs(sample.inputs),
        m_outputs(sample.outputPorts.size()) {
    for (size_t port = 0; port < m_inputs.size(); ++port) {
      for (const Value& value : m_inputs[port]) {
        if (value) m_spares.lend(value);
      }
      if (sample.inputPorts[port].has(WEFT_PORT_LAZY)) m_hidden.insert(port);
    }
    for (const Value& value : sample.parameters) {
      if (value) m_spares.lend(value);
    }
  }

  size_t inputCount(size_t port) const override {
    return port < m_inputs.size() && m_hidden.count(port) == 0 ? m_inputs[port].size() : 0;
  }
  const Value* input(size_t port, size_t index) const override {
    return index < inputCount(port) && m_inputs[port][index] ? &m_inputs[port][index] : nullptr;
  }
  Value takeInput(size_t port, size_t index) override {
    if (index >= inputCount(port)) return {};
    return isHandedOver(port) ? copyOf(m_inputs[port][index]) : m_inputs[port][index];
  }
  void wantInput(size_t port) override { m_wanted.insert(port); }
  const Value& parameter(size_t index) const override { return m_sample.parameters.at(index); }
  void setOutput(size_t port, Value value) override {
    if (port >= m_outputs.size()) return;
    m_outputs[port] = std::move(value);
    m_spares.take(m_outputs[port]);
  }
  std::span<const PortType> inputPorts() const override { return m_sample.inputPorts; }
  std::span<const PortType> outputPorts() const override { return m_sample.outputPorts; }

  bool cancelled() const override {
    if (m_options.polled) m_options.polled();
    if (!m_options.cancelled || !m_options.cancelled()) return false;
    m_sawCancel = true;
    return true;
  }
  void progress(uint64_t, uint64_t, std::string_view) override {
    if (m_options.polled) m_options.polled();
  }
  bool wantsPreview() const override { return true; }
  void preview(const Value&) override {}
  const std::string& node() const override { return m_node; }
  uint32_t threads() const override { return m_options.threads; }
  weft_device_id device() const override { return {WEFT_DEVICE_CPU, 0}; }
  weft_dtype dtype() const override { return {}; }
  bool deterministic() const override { return m_options.deterministic; }
  void* stream() const override { return nullptr; }
  std::function<void()> suspend() override {
    m_resume = std::make_shared<Resume>();
    return [resume = m_resume] {
      const std::lock_guard lock(resume->mutex);
      resume->resumed = true;
      resume->changed.notify_all();
    };
  }

  // A pass gives for each output of the body what the input of that name was given.
  Result<void> startPass(size_t parameter, uint64_t tag, std::map<std::string, Value> inputs) override {
    for (const BodySignature& body : m_sample.bodies) {
      if (body.parameter != parameter) continue;
      Pass pass{tag, {}};
      for (const BodyPort& output : body.outputs) {
        const auto given = inputs.find(output.name);
        const bool isBoolean = output.type && output.type->text() == "boolean";
        pass.outputs[output.name] = given != inputs.end() ? given->second
                                    : isBoolean           ? Value::boolean(true)
                                                          : Value::number(1);
      }
      m_underWay.push_back(std::move(pass));
      return {};
    }
    return makeError(ErrorCode::InvalidArgument, "start: this parameter names no body");
  }
  std::span<const std::string> passInputs(size_t parameter) const override {
    if (parameter >= m_sample.passes.size()) return {};
    return m_sample.passes[parameter];
  }
  std::optional<Pass> takePass() override {
    if (m_passes.empty()) return std::nullopt;
    Pass pass = std::move(m_passes.back());  // in any order, the contract says
    m_passes.pop_back();
    return pass;
  }

  // Cut by count and grain alone; which thread does which part is left to chance.
  Result<void> parallel(size_t count, size_t grain,
                        const std::function<Result<void>(size_t begin, size_t end)>& body) override {
    const size_t part = std::max<size_t>(std::max<size_t>(grain, 1), (count + 63) / 64);
    std::atomic<size_t> next{0};
    std::mutex mutex;
    Result<void> result;
    const auto work = [&] {
      for (size_t begin = next.fetch_add(part); begin < count; begin = next.fetch_add(part)) {
        auto done = body(begin, std::min(count, begin + part));
        if (done) continue;
        const std::lock_guard lock(mutex);
        if (result) result = std::move(done);
        return;
      }
    };
    std::vector<std::thread> others;
    for (uint32_t i = 1; i < m_options.threads && i * part < count; ++i) others.emplace_back(work);
    work();
    for (std::thread& thread : others) thread.join();
    return result;
  }
  const std::string& outputFolder() const override { return m_options.outputFolder; }
  const std::string& documentJson() const override { return m_document; }
  void saved(const std::string&) override {}

  // Between two calls of process().
  bool giveWanted() {
    bool any = false;
    for (const size_t port : m_wanted) any = m_hidden.erase(port) > 0 || any;
    m_wanted.clear();
    return any;
  }
  // Passes end while nobody is called, never within the call that starts them.
  bool endPasses() {
    m_wasPending = true;
    for (Pass& pass : m_underWay) m_passes.push_back(std::move(pass));
    m_underWay.clear();
    return !m_passes.empty();
  }
  bool waitForResume() {
    if (!m_resume) return false;
    const auto resume = std::move(m_resume);
    std::unique_lock lock(resume->mutex);
    return resume->changed.wait_for(lock, std::chrono::duration<double>(m_options.patience),
                                    [&] { return resume->resumed; });
  }
  TrialResult finish(Result<void> done) {
    const Hash128 digest = m_options.digest ? digestOf(m_outputs) : Hash128();
    return {std::move(done), std::move(m_outputs), {}, m_spares.settle(), digest, m_wasPending, m_sawCancel};
  }

 private:
  bool isHandedOver(size_t port) const {
    return m_options.handOver && m_sample.inputPorts[port].has(WEFT_PORT_CONSUMES);
  }

  const Sample& m_sample;
  const TrialOptions& m_options;
  const std::string m_node, m_document;
  std::vector<std::vector<Value>> m_inputs;
  std::vector<Value> m_outputs;
  Spares m_spares;
  std::set<size_t> m_hidden, m_wanted;
  std::vector<Pass> m_underWay, m_passes;
  std::shared_ptr<Resume> m_resume;
  bool m_wasPending = false;
  mutable std::atomic<bool> m_sawCancel{false};
};

}  // namespace

std::string Sample::where() const {
  return "node " + inQuotes(type->id) + (text.empty() ? std::string() : " with " + text);
}

NodeQuestion Sample::question() const { return {parameters, inputTypes, inputPorts, bodies}; }

TrialResult runTrial(NodeInstance& node, const Sample& sample, const TrialOptions& options) {
  TrialCall call(sample, options);
  for (size_t i = 0; i < mostCalls; ++i) {
    const auto outcome = node.process(call);
    if (!outcome) return call.finish(outcome.error());
    if (*outcome == CallOutcome::Done) return call.finish({});
    std::string broken;
    if (*outcome == CallOutcome::NeedInputs && !call.giveWanted()) {
      broken = "process() asks for inputs again that it has, and would be called for ever";
    } else if (*outcome == CallOutcome::Pending && !call.endPasses() && !call.waitForResume()) {
      broken = "process() answered WEFT_PENDING, and nobody resumed it within " + formatNumber(options.patience) + " s";
    }
    if (broken.empty()) continue;
    TrialResult result = call.finish(makeError(ErrorCode::Internal, broken));
    result.broken = std::move(broken);
    return result;
  }
  TrialResult result = call.finish(makeError(ErrorCode::Internal, "no end"));
  // A loop may be told to go on for ever.
  if (!result.pending) result.broken = "process() was called " + std::to_string(mostCalls) + " times and is not done";
  return result;
}

TrialResult runOnce(const Sample& sample, const TrialOptions& options) {
  const auto node = sample.type->create();
  if (!node) return {node.error(), std::vector<Value>(sample.outputPorts.size())};
  return runTrial(**node, sample, options);
}

std::vector<Type> declaredTypes(const Sample& sample) {
  TypeBindings bindings;
  for (size_t port = 0; port < sample.inputPorts.size(); ++port) {
    if (sample.inputTypes[port]) (void)matchType(*sample.inputTypes[port], sample.inputPorts[port].type, bindings);
  }
  std::vector<Type> types;
  for (const PortType& port : sample.outputPorts) types.push_back(substitute(port.type, bindings));
  return types;
}

Result<InferResult> inferredTypes(const Sample& sample) {
  TypeBindings bindings;
  for (size_t port = 0; port < sample.inputPorts.size(); ++port) {
    if (sample.inputTypes[port]) (void)matchType(*sample.inputTypes[port], sample.inputPorts[port].type, bindings);
  }
  auto result = sample.type->infer(sample.question());
  if (!result) return result;
  result->outputTypes.resize(sample.outputPorts.size());
  for (auto& type : result->outputTypes) {
    if (type) type = substitute(*type, bindings);
  }
  return result;
}

}  // namespace weft
