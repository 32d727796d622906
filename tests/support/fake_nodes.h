// Node types made of a function, for tests that need no plugin.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <weft/graph/node_instance.h>
#include <weft/graph/node_type.h>

namespace weft::test {

using Process = std::function<Result<CallOutcome>(NodeCall&)>;

class FunctionNode final : public NodeInstance {
 public:
  explicit FunctionNode(Process process) : m_process(std::move(process)) {}
  Result<CallOutcome> process(NodeCall& call) override { return m_process(call); }

 private:
  Process m_process;
};

inline PortType fakePort(std::string id, std::string_view type, uint32_t flags = 0) {
  PortType port;
  port.id = port.label = std::move(id);
  port.doc = "For tests.";
  port.type = *Type::parse(type);
  port.flags = flags;
  return port;
}

// Ports are written "id:type".
inline std::vector<PortType> fakePorts(const std::vector<std::string>& texts, uint32_t flags = 0) {
  std::vector<PortType> ports;
  for (const std::string& text : texts) {
    const size_t colon = text.find(':');
    ports.push_back(fakePort(text.substr(0, colon), std::string_view(text).substr(colon + 1), flags));
  }
  return ports;
}

inline ParameterType fakeParameter(std::string id, int32_t kind, Value defaultValue) {
  ParameterType parameter;
  parameter.id = parameter.label = std::move(id);
  parameter.doc = "For tests.";
  parameter.kind = kind;
  parameter.defaultValue = std::move(defaultValue);
  return parameter;
}

inline NodeType fakeType(std::string id, const std::vector<std::string>& inputs,
                         const std::vector<std::string>& outputs, Process process) {
  NodeType type;
  type.label = id;
  type.id = std::move(id);
  type.category = "Test";
  type.doc = "For tests.";
  type.pluginId = type.id.substr(0, type.id.rfind('.'));
  type.inputs = fakePorts(inputs);
  type.outputs = fakePorts(outputs);
  type.create = [process = std::move(process)]() -> Result<std::unique_ptr<NodeInstance>> {
    return std::unique_ptr<NodeInstance>(std::make_unique<FunctionNode>(process));
  };
  return type;
}

// The sum of all inputs, of every port, plus `bias`, as the one output.
inline Result<CallOutcome> addInputs(NodeCall& call, size_t ports, double bias) {
  double sum = bias;
  for (size_t port = 0; port < ports; ++port) {
    for (size_t i = 0; i < call.inputCount(port); ++i) sum += call.input(port, i)->asNumber().value_or(0);
  }
  call.setOutput(0, Value::number(sum));
  return CallOutcome::Done;
}

}  // namespace weft::test
