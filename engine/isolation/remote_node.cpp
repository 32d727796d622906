#include "remote_node.h"

#include <atomic>

#include <weft/base/log.h>
#include <weft/isolation/current_call.h>

#include "call_wire.h"
#include "value_wire.h"

namespace weft {
namespace {

// What a node that trains may take to write a checkpoint when it is to stop.
constexpr double checkpointSeconds = 10;

Error atPort(Error error, const std::string& port) {
  if (error.path.empty()) error.path = port;
  return error;
}

std::string nameOf(std::span<const PortType> ports, size_t port) {
  return port < ports.size() ? ports[port].id : std::to_string(port);
}

class RemoteNode final : public NodeInstance {
 public:
  RemoteNode(std::shared_ptr<PackWorker> pack, std::shared_ptr<const NodeType> type)
      : m_pack(std::move(pack)), m_type(std::move(type)) {}

  ~RemoteNode() override {
    if (!m_link || m_link->end()) return;
    MessageWriter request(*m_link);
    request.put(m_instance);
    const auto destroyed = m_link->call(MessageKind::DestroyNode, std::move(request));
    // Nobody is left to tell.
    if (!destroyed) logWarning("isolation", m_type->id + ": destroy(): " + destroyed.error().message);
  }

  Result<CallOutcome> process(NodeCall& call) override {
    CallContext context;
    context.node = &call;
    if (m_type->category.starts_with("Training")) context.cancelSeconds = checkpointSeconds;
    const CurrentCall current(&call);  // for what the worker asks objects of this process to do meanwhile
    const auto makeRequest = [&](const std::shared_ptr<Link>& link) { return request(link, call); };
    auto answer = m_pack->call(MessageKind::Process, makeRequest, context, [this] { return !m_hasState; });
    m_hasState = m_hasState || context.hadEffects;
    if (!answer) return std::move(answer).error();
    auto outcome = readAnswer(*answer, call);
    if (!outcome && !answer->ok()) m_link->condemnNonsense("an answer", context.slot);
    if (outcome && *outcome == CallOutcome::Pending) m_hasState = true;
    return outcome;
  }

 private:
  Result<MessageWriter> request(const std::shared_ptr<Link>& link, const NodeCall& call) {
    if (m_link != link) {
      if (m_hasState)
        return makeError(ErrorCode::Internal, "what it had done was lost: " + m_link->end()->error.message);
      static std::atomic<uint64_t> next{1};
      m_link = link;
      m_instance = next++;
    }
    m_pack->addOutputFolder(call.outputFolder());
    MessageWriter message(*link);
    putHead(message, headOf(m_instance, call, *m_type));
    const auto ports = call.inputPorts();
    message.put<uint64_t>(ports.size());
    for (size_t port = 0; port < ports.size(); ++port) {
      const size_t count = call.inputCount(port);
      message.put<uint64_t>(count);
      for (size_t i = 0; i < count; ++i) {
        const Value* value = call.input(port, i);
        if (auto put = putValue(message, value ? *value : Value()); !put) {
          return atPort(std::move(put).error(), ports[port].id);
        }
      }
    }
    message.put<uint64_t>(m_type->parameters.size());
    for (size_t i = 0; i < m_type->parameters.size(); ++i) {
      if (auto put = putValue(message, call.parameter(i)); !put) {
        return atPort(std::move(put).error(), m_type->parameters[i].id);
      }
    }
    return message;
  }

  // What the node wants and gives reaches the call only when all of it could be read.
  static Result<CallOutcome> readAnswer(MessageReader& answer, NodeCall& call) {
    const auto outcome = answer.get<CallOutcome>();
    std::vector<uint64_t> wanted(answer.getCount(sizeof(uint64_t)));
    for (uint64_t& port : wanted) port = answer.get<uint64_t>();
    std::vector<std::pair<uint64_t, Value>> outputs;
    for (size_t left = answer.getCount(); left > 0; --left) {
      const auto port = answer.get<uint64_t>();
      auto value = getValue(answer);
      if (!value) return atPort(std::move(value).error(), nameOf(call.outputPorts(), port));
      outputs.emplace_back(port, *std::move(value));
    }
    if (outcome < CallOutcome::Done || outcome > CallOutcome::Pending) answer.fail();
    if (auto whole = answer.finish(); !whole) {
      answer.fail();
      return whole.error();
    }
    for (const uint64_t port : wanted) call.wantInput(port);
    for (auto& [port, value] : outputs) call.setOutput(port, std::move(value));
    return outcome;
  }

  const std::shared_ptr<PackWorker> m_pack;
  const std::shared_ptr<const NodeType> m_type;
  std::shared_ptr<Link> m_link;  // of the worker that has the instance
  uint64_t m_instance = 0;
  bool m_hasState = false;  // it saved files, ran passes or waits: another instance would not go on where this one is
};

}  // namespace

std::unique_ptr<NodeInstance> makeRemoteNode(std::shared_ptr<PackWorker> pack, std::shared_ptr<const NodeType> type) {
  return std::make_unique<RemoteNode>(std::move(pack), std::move(type));
}

void PackWorker::bind(NodeType& type, const NodeFunctions& functions) {
  const auto self = shared_from_this();
  const auto described = std::make_shared<const NodeType>(type);
  type.isolated = true;
  type.create = [self, described]() -> Result<std::unique_ptr<NodeInstance>> {
    return makeRemoteNode(self, described);
  };
  bindQuestions(type, functions, self);
}

}  // namespace weft
