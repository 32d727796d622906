#include "call_wire.h"

#include "value_wire.h"

namespace weft {

CallHead headOf(uint64_t instance, const NodeCall& call, const NodeType& type) {
  CallHead head;
  head.instance = instance;
  head.type = type.id;
  head.node = call.node();
  head.outputFolder = call.outputFolder();
  head.threads = call.threads();
  head.device = call.device();
  head.dtype = call.dtype();
  head.deterministic = call.deterministic();
  head.wantsPreview = call.wantsPreview();
  head.hasDocument = !call.documentJson().empty();
  for (size_t i = 0; i < type.parameters.size(); ++i) {
    if (type.parameters[i].kind != WEFT_PARAMETER_GRAPH) continue;
    const auto names = call.passInputs(i);
    head.passInputs[i].assign(names.begin(), names.end());
  }
  const auto inputs = call.inputPorts(), outputs = call.outputPorts();
  for (size_t i = type.inputs.size(); i < inputs.size(); ++i) head.extraInputs.push_back(inputs[i]);
  for (size_t i = type.outputs.size(); i < outputs.size(); ++i) head.extraOutputs.push_back(outputs[i]);
  return head;
}

void putHead(MessageWriter& message, const CallHead& head) {
  message.put(head.instance);
  message.putText(head.type);
  message.putText(head.node);
  message.putText(head.outputFolder);
  message.put(head.threads);
  message.put(head.device.type);
  message.put(head.device.index);
  message.putBytes(&head.dtype, sizeof(head.dtype));
  for (const bool flag : {head.deterministic, head.wantsPreview, head.hasDocument}) message.put<uint8_t>(flag ? 1 : 0);
  message.put<uint64_t>(head.passInputs.size());
  for (const auto& [parameter, names] : head.passInputs) {
    message.put<uint64_t>(parameter);
    message.put<uint64_t>(names.size());
    for (const std::string& name : names) message.putText(name);
  }
  putPorts(message, head.extraInputs);
  putPorts(message, head.extraOutputs);
}

CallHead getHead(MessageReader& message) {
  CallHead head;
  head.instance = message.get<uint64_t>();
  head.type = message.getText();
  head.node = message.getText();
  head.outputFolder = message.getText();
  head.threads = message.get<uint32_t>();
  head.device.type = message.get<int32_t>();
  head.device.index = message.get<int32_t>();
  if (const void* bytes = message.getBytes(sizeof(head.dtype))) std::memcpy(&head.dtype, bytes, sizeof(head.dtype));
  for (bool* flag : {&head.deterministic, &head.wantsPreview, &head.hasDocument}) *flag = message.getBoolean();
  for (size_t bodies = message.getCount(); bodies > 0; --bodies) {
    auto& names = head.passInputs[message.get<uint64_t>()];
    for (size_t left = message.getCount(); left > 0; --left) names.push_back(message.getText());
  }
  head.extraInputs = getPorts(message);
  head.extraOutputs = getPorts(message);
  return head;
}

void putPorts(MessageWriter& message, std::span<const PortType> ports) {
  message.put<uint64_t>(ports.size());
  for (const PortType& port : ports) {
    message.putText(port.id);
    message.putText(port.label);
    message.putText(port.doc);
    message.put(port.flags);
    putType(message, port.type);
  }
}

std::vector<PortType> getPorts(MessageReader& message) {
  std::vector<PortType> ports;
  for (size_t left = message.getCount(); left > 0 && message.ok(); --left) {
    PortType port;
    port.id = message.getText();
    port.label = message.getText();
    port.doc = message.getText();
    port.flags = message.get<uint32_t>();
    auto type = getType(message);
    if (!type) {
      message.fail();
      break;
    }
    port.type = *std::move(type);
    ports.push_back(std::move(port));
  }
  return ports;
}

void putType(MessageWriter& message, const std::optional<Type>& type) {
  message.putText(type ? type->text() : std::string());
}

std::optional<Type> getType(MessageReader& message) {
  const std::string text = message.getText();
  if (text.empty()) return std::nullopt;
  auto type = Type::parse(text);
  if (type) return *std::move(type);
  message.fail();
  return std::nullopt;
}

namespace {

void putBodyPorts(MessageWriter& message, const std::vector<BodyPort>& ports) {
  message.put<uint64_t>(ports.size());
  for (const BodyPort& port : ports) {
    message.putText(port.name);
    putType(message, port.type);
    message.put<uint8_t>(port.hasDefault ? 1 : 0);
  }
}

std::vector<BodyPort> getBodyPorts(MessageReader& message) {
  std::vector<BodyPort> ports;
  for (size_t left = message.getCount(); left > 0 && message.ok(); --left) {
    BodyPort& port = ports.emplace_back();
    port.name = message.getText();
    port.type = getType(message);
    port.hasDefault = message.getBoolean();
  }
  return ports;
}

}  // namespace

Result<void> putQuestion(MessageWriter& message, const NodeQuestion& question) {
  message.put<uint64_t>(question.parameters.size());
  for (const Value& parameter : question.parameters) {
    if (auto put = putValue(message, parameter); !put) return put;
  }
  message.put<uint64_t>(question.inputTypes.size());
  for (const auto& type : question.inputTypes) putType(message, type);
  putPorts(message, question.inputs);
  message.put<uint64_t>(question.bodies.size());
  for (const BodySignature& body : question.bodies) {
    message.put<uint64_t>(body.parameter);
    putBodyPorts(message, body.inputs);
    putBodyPorts(message, body.outputs);
  }
  return {};
}

Result<void> getQuestion(MessageReader& message, ReceivedQuestion& received) {
  for (size_t left = message.getCount(); left > 0; --left) {
    auto value = getValue(message);
    if (!value) return value.error();
    received.question.parameters.push_back(*std::move(value));
  }
  for (size_t left = message.getCount(); left > 0; --left) received.question.inputTypes.push_back(getType(message));
  received.inputs = getPorts(message);
  received.question.inputs = received.inputs;
  for (size_t left = message.getCount(); left > 0 && message.ok(); --left) {
    BodySignature& body = received.question.bodies.emplace_back();
    body.parameter = message.get<uint64_t>();
    body.inputs = getBodyPorts(message);
    body.outputs = getBodyPorts(message);
  }
  return message.finish();
}

}  // namespace weft
