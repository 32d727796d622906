#include "worker_call.h"

#include "parallel_threads.h"
#include "value_wire.h"

namespace weft {
namespace {

// What resumes a call; dropped unused, it tells the host so.
class WorkerToken {
 public:
  WorkerToken(std::shared_ptr<Link> link, uint64_t handle) : m_link(std::move(link)), m_handle(handle) {}
  ~WorkerToken() {
    if (!m_used) m_link->letGo(m_handle);
  }
  WorkerToken(const WorkerToken&) = delete;
  WorkerToken& operator=(const WorkerToken&) = delete;

  void resume() {
    if (m_used.exchange(true)) return;
    MessageWriter message(*m_link);
    message.put(m_handle);
    m_link->post(MessageKind::Resume, std::move(message));
  }

 private:
  const std::shared_ptr<Link> m_link;
  const uint64_t m_handle;
  std::atomic<bool> m_used{false};
};

}  // namespace

WorkerCall::WorkerCall(Link& link, uint32_t slot, const NodeType& type, CallHead head)
    : m_link(link), m_slot(slot), m_head(std::move(head)), m_inputPorts(type.inputs), m_outputPorts(type.outputs) {
  m_inputPorts.insert(m_inputPorts.end(), m_head.extraInputs.begin(), m_head.extraInputs.end());
  m_outputPorts.insert(m_outputPorts.end(), m_head.extraOutputs.begin(), m_head.extraOutputs.end());
}

Result<std::unique_ptr<WorkerCall>> WorkerCall::read(Served& served, const NodeType& type, CallHead head) {
  MessageReader& request = served.request;
  std::unique_ptr<WorkerCall> call(new WorkerCall(served.link, served.slot, type, std::move(head)));
  for (size_t ports = request.getCount(); ports > 0; --ports) {
    auto& values = call->m_inputs.emplace_back();
    for (size_t left = request.getCount(); left > 0; --left) {
      auto value = getValue(request);
      if (!value) return value.error();
      values.push_back(*std::move(value));
    }
  }
  for (size_t left = request.getCount(); left > 0; --left) {
    auto value = getValue(request);
    if (!value) return value.error();
    call->m_parameters.push_back(*std::move(value));
  }
  if (auto whole = request.finish(); !whole) return whole.error();
  return call;
}

size_t WorkerCall::inputCount(size_t port) const { return port < m_inputs.size() ? m_inputs[port].size() : 0; }

const Value* WorkerCall::input(size_t port, size_t index) const {
  if (index >= inputCount(port) || !m_inputs[port][index]) return nullptr;
  return &m_inputs[port][index];
}

Value WorkerCall::takeInput(size_t port, size_t index) {
  return index < inputCount(port) ? std::move(m_inputs[port][index]) : Value();
}

const Value& WorkerCall::parameter(size_t index) const {
  static const Value none;
  return index < m_parameters.size() ? m_parameters[index] : none;
}

bool WorkerCall::cancelled() const { return m_link.page().words().cancelled[m_slot] != 0; }

void WorkerCall::progress(uint64_t step, uint64_t total, std::string_view text) {
  MessageWriter note(m_link);
  note.put(step);
  note.put(total);
  note.putText(text);
  m_link.tell(MessageKind::Progress, std::move(note));
}

void WorkerCall::preview(const Value& image) {
  MessageWriter note(m_link);
  // A picture in the making is worth no failure.
  if (putValue(note, image)) m_link.tell(MessageKind::Preview, std::move(note));
}

void WorkerCall::saved(const std::string& path) {
  MessageWriter note(m_link);
  note.putText(path);
  m_link.tell(MessageKind::Saved, std::move(note));
}

std::function<void()> WorkerCall::suspend() {
  auto answer = m_link.call(MessageKind::Suspend, MessageWriter(m_link));
  if (!answer) return [] {};
  const auto token = std::make_shared<WorkerToken>(m_link.shared_from_this(), answer->get<uint64_t>());
  return [token] { token->resume(); };
}

Result<void> WorkerCall::startPass(size_t parameter, uint64_t tag, std::map<std::string, Value> inputs) {
  MessageWriter request(m_link);
  request.put<uint64_t>(parameter);
  request.put(tag);
  request.put<uint64_t>(inputs.size());
  for (const auto& [name, value] : inputs) {
    request.putText(name);
    if (auto put = putValue(request, value); !put) return put;
  }
  auto answer = m_link.call(MessageKind::StartPass, std::move(request));
  return answer ? Result<void>() : answer.error();
}

std::span<const std::string> WorkerCall::passInputs(size_t parameter) const {
  const auto found = m_head.passInputs.find(parameter);
  if (found == m_head.passInputs.end()) return {};
  return found->second;
}

std::optional<Pass> WorkerCall::takePass() {
  auto answer = m_link.call(MessageKind::TakePass, MessageWriter(m_link));
  if (!answer || !answer->getBoolean()) return std::nullopt;
  Pass pass;
  pass.tag = answer->get<uint64_t>();
  for (size_t left = answer->getCount(); left > 0; --left) {
    std::string name = answer->getText();
    auto value = getValue(*answer);
    // Nothing else could tell the node that memory was short for what the pass gave.
    if (!value) throw std::bad_alloc();
    pass.outputs[std::move(name)] = *std::move(value);
  }
  return pass;
}

Result<void> WorkerCall::parallel(size_t count, size_t grain,
                                  const std::function<Result<void>(size_t begin, size_t end)>& body) {
  const uint32_t slot = threadSlot();
  return runInThreads(
      m_head.threads, [this] { return cancelled(); }, count, grain,
      [&](size_t begin, size_t end) {
        setThreadSlot(slot);
        return body(begin, end);
      });
}

const std::string& WorkerCall::documentJson() const {
  if (m_head.hasDocument && m_document.empty()) {
    if (auto answer = m_link.call(MessageKind::DocumentJson, MessageWriter(m_link))) m_document = answer->getText();
  }
  return m_document;
}

Result<void> WorkerCall::putAnswer(MessageWriter& answer, CallOutcome outcome) const {
  answer.put(outcome);
  answer.put<uint64_t>(m_wanted.size());
  for (const size_t port : m_wanted) answer.put<uint64_t>(port);
  answer.put<uint64_t>(m_outputs.size());
  for (const auto& [port, value] : m_outputs) {
    answer.put<uint64_t>(port);
    if (auto put = putValue(answer, value); !put) {
      Error error = std::move(put).error();
      error.path = port < m_outputPorts.size() ? m_outputPorts[port].id : std::to_string(port);
      return error;
    }
  }
  return {};
}

}  // namespace weft
