// Questions that are asked before anything runs: infer, estimate, fingerprint, migrate and extra ports.
#include <algorithm>
#include <deque>

#include <weft/abi/call.h>
#include <weft/base/text.h>
#include <weft/graph/node_instance.h>

#include "descriptor_reader.h"
#include "plugin_class.h"
#include "services.h"

// One question, as the plugin sees it.
struct weft_infer {
  const weft::NodeQuestion& question;
  std::vector<std::optional<weft::Type>> outputTypes{};
  std::vector<std::optional<weft::OutputBytes>> outputBytes{};
  std::string id{}, message{};      // from fail()
  std::deque<std::string> texts{};  // what pointers that were handed out refer to
  std::vector<weft::PassInput> passInputs{};
};

namespace weft {
namespace {

constexpr size_t mostOutputs = 4096;

const weft_value* WEFT_CALL parameter(weft_infer* question, size_t index) {
  if (!question || index >= question->question.parameters.size()) return nullptr;
  return question->question.parameters[index].get();
}

const char* WEFT_CALL inputType(weft_infer* question, size_t port) {
  if (!question || port >= question->question.inputTypes.size()) return nullptr;
  const std::optional<Type>& type = question->question.inputTypes[port];
  return type ? question->texts.emplace_back(type->text()).c_str() : nullptr;
}

weft_status WEFT_CALL setOutputType(weft_infer* question, size_t port, const char* text) {
  if (!question || !text || port >= mostOutputs) {
    return failWith(WEFT_ERROR_INVALID_ARGUMENT, "set_output_type: there is no such output");
  }
  return shielded("set_output_type", [&]() -> weft_status {
    auto type = Type::parse(text);
    if (!type) return failWith(type.error());
    if (question->outputTypes.size() <= port) question->outputTypes.resize(port + 1);
    question->outputTypes[port] = std::move(*type);
    return WEFT_OK;
  });
}

void WEFT_CALL fail(weft_infer* question, const char* id, const char* message) {
  if (!question) return;
  question->id = id ? id : "";
  question->message = message ? message : "";
}

const BodySignature* bodyOf(const weft_infer* question, size_t parameter) {
  if (!question) return nullptr;
  for (const BodySignature& body : question->question.bodies) {
    if (body.parameter == parameter) return &body;
  }
  return nullptr;
}

const char* tell(weft_infer* question, const BodyPort& port, const char** type) {
  if (type) *type = port.type ? question->texts.emplace_back(port.type->text()).c_str() : nullptr;
  return port.name.c_str();
}

const char* WEFT_CALL bodyInput(weft_infer* question, size_t parameter, size_t index, const char** type,
                                int32_t* hasDefault) {
  const BodySignature* body = bodyOf(question, parameter);
  if (!body || index >= body->inputs.size()) return nullptr;
  if (hasDefault) *hasDefault = body->inputs[index].hasDefault ? 1 : 0;
  return tell(question, body->inputs[index], type);
}

const char* WEFT_CALL bodyOutput(weft_infer* question, size_t parameter, size_t index, const char** type) {
  const BodySignature* body = bodyOf(question, parameter);
  return body && index < body->outputs.size() ? tell(question, body->outputs[index], type) : nullptr;
}

weft_status WEFT_CALL giveInput(weft_infer* question, size_t parameter, const char* name, const char* type,
                                const char* carried) {
  const BodySignature* body = bodyOf(question, parameter);
  const auto has = [](const std::vector<BodyPort>& ports, std::string_view wanted) {
    return std::any_of(ports.begin(), ports.end(), [&](const BodyPort& port) { return port.name == wanted; });
  };
  if (!body || !name || !has(body->inputs, name)) {
    return failWith(WEFT_ERROR_INVALID_ARGUMENT, "give_input: the body has no such input");
  }
  if (carried && !has(body->outputs, carried)) {
    return failWith(WEFT_ERROR_INVALID_ARGUMENT, "give_input: the body has no output " + inQuotes(carried));
  }
  return shielded("give_input", [&]() -> weft_status {
    std::optional<Type> parsed;
    if (type) {
      auto read = Type::parse(type);
      if (!read) return failWith(read.error());
      parsed = std::move(*read);
    }
    question->passInputs.push_back({parameter, name, std::move(parsed), carried ? carried : ""});
    return WEFT_OK;
  });
}

const char* WEFT_CALL inputId(weft_infer* question, size_t port) {
  return question && port < question->question.inputs.size() ? question->question.inputs[port].id.c_str() : nullptr;
}

weft_status WEFT_CALL setOutputBytes(weft_infer* question, size_t port, uint64_t bytes, uint64_t work) {
  if (!question || port >= mostOutputs) {
    return failWith(WEFT_ERROR_INVALID_ARGUMENT, "set_output_bytes: there is no such output");
  }
  return shielded("set_output_bytes", [&]() -> weft_status {
    const auto known = [](uint64_t number) { return number == UINT64_MAX ? std::nullopt : std::optional(number); };
    if (question->outputBytes.size() <= port) question->outputBytes.resize(port + 1);
    question->outputBytes[port] = OutputBytes{known(bytes), known(work)};
    return WEFT_OK;
  });
}

// Calls one of the class's functions with a question; an error's path is the id that fail() named.
template <typename Call>
Result<void> ask(const PluginClass& pluginClass, weft_infer& question, const char* function, Call&& call) {
  const PluginScope scope(pluginClass.activity());
  const auto status = callPlugin(function, std::forward<Call>(call));
  if (!status) return status.error();
  if (*status == WEFT_OK) return {};
  Error error = statusError(function, *status, question.message);
  error.path = printable(question.id);
  return error;
}

Result<InferResult> infer(const PluginClass& pluginClass, const NodeQuestion& question) {
  weft_infer asked{question};
  asked.outputTypes.resize(pluginClass.outputs.size());
  auto done = ask(pluginClass, asked, "infer()", [&] { return pluginClass.functions.infer(pluginClass.self, &asked); });
  if (!done) return done.error();
  return InferResult{std::move(asked.outputTypes), std::move(asked.outputBytes)};
}

Result<uint64_t> estimate(const PluginClass& pluginClass, const NodeQuestion& question) {
  weft_infer asked{question};
  uint64_t bytes = 0;
  auto done = ask(pluginClass, asked, "estimate()",
                  [&] { return pluginClass.functions.estimate(pluginClass.self, &asked, &bytes); });
  if (!done) return done.error();
  return bytes;
}

Result<std::pair<uint64_t, uint64_t>> fingerprint(const PluginClass& pluginClass, const NodeQuestion& question) {
  weft_infer asked{question};
  uint64_t words[2] = {0, 0};
  auto done = ask(pluginClass, asked, "fingerprint()",
                  [&] { return pluginClass.functions.fingerprint(pluginClass.self, &asked, words); });
  if (!done) return done.error();
  return std::pair(words[0], words[1]);
}

Result<Json> migrate(const PluginClass& pluginClass, uint32_t version, const Json& parameters) {
  const std::string text = dumpJson(parameters);
  const char* out = nullptr;
  const PluginScope scope(pluginClass.activity());
  auto done = callChecked("migrate()",
                          [&] { return pluginClass.functions.migrate(pluginClass.self, version, text.c_str(), &out); });
  if (!done) return done.error();
  if (!out) return makeError(ErrorCode::Internal, "migrate() gave no parameters back");
  auto json = parseJson(out, "migrated parameters");
  if (json && !json->is_object()) return makeError(ErrorCode::Internal, "migrate() gave no JSON object back");
  return json;
}

Result<std::vector<PassInput>> inferBody(const PluginClass& pluginClass, const NodeQuestion& question) {
  weft_infer asked{question};
  auto done = ask(pluginClass, asked, "infer_body()",
                  [&] { return pluginClass.functions.infer_body(pluginClass.self, &asked); });
  if (!done) return done.error();
  return std::move(asked.passInputs);
}

using ExtraPorts = std::pair<std::vector<PortType>, std::vector<PortType>>;

Result<ExtraPorts> extraPorts(const PluginClass& pluginClass, const NodeQuestion& question) {
  weft_infer asked{question};
  const weft_port *inputs = nullptr, *outputs = nullptr;
  size_t inputCount = 0, outputCount = 0;
  auto done = ask(pluginClass, asked, "extra_ports()", [&] {
    return pluginClass.functions.extra_ports(pluginClass.self, &asked, &inputs, &inputCount, &outputs, &outputCount);
  });
  if (!done) return done.error();
  const auto wrong = [](const Error& error) {
    return makeError(ErrorCode::Internal, "extra_ports(): " + error.message);
  };
  auto moreInputs = readPorts(inputs, inputCount, Side::Input, PortIds::Extra);
  if (!moreInputs) return wrong(moreInputs.error());
  auto moreOutputs = readPorts(outputs, outputCount, Side::Output, PortIds::Extra);
  if (!moreOutputs) return wrong(moreOutputs.error());

  std::vector<PortType> allInputs = pluginClass.inputs, allOutputs = pluginClass.outputs;
  allInputs.insert(allInputs.end(), moreInputs->begin(), moreInputs->end());
  allOutputs.insert(allOutputs.end(), moreOutputs->begin(), moreOutputs->end());
  auto distinct = checkDistinct(allInputs, allOutputs, pluginClass.parameters);
  if (!distinct) return wrong(distinct.error());
  return ExtraPorts{std::move(*moreInputs), std::move(*moreOutputs)};
}

}  // namespace

const weft_inference& inferenceTable() {
  static const weft_inference table = {
      sizeof(weft_inference), parameter, inputType, setOutputType, fail, bodyInput, bodyOutput, giveInput, inputId,
      setOutputBytes};
  return table;
}

void bindClass(NodeType& type, const PluginClassPointer& one) {
  type.create = [one] { return createNode(one); };
  if (one->functions.infer) type.infer = [one](const NodeQuestion& asked) { return infer(*one, asked); };
  if (one->functions.estimate) type.estimate = [one](const NodeQuestion& asked) { return estimate(*one, asked); };
  if (one->functions.fingerprint) {
    type.fingerprint = [one](const NodeQuestion& asked) { return fingerprint(*one, asked); };
  }
  if (one->functions.migrate) {
    type.migrate = [one](uint32_t version, const Json& parameters) { return migrate(*one, version, parameters); };
  }
  if (one->functions.extra_ports)
    type.extraPorts = [one](const NodeQuestion& asked) { return extraPorts(*one, asked); };
  if (one->functions.infer_body) type.inferBody = [one](const NodeQuestion& asked) { return inferBody(*one, asked); };
}

}  // namespace weft
