// Questions that are asked before anything runs: infer, estimate, fingerprint, migrate and extra ports.
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
  std::vector<std::optional<weft::Type>> outputTypes;
  std::string id, message;        // from fail()
  std::deque<std::string> texts;  // what pointers that were handed out refer to
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
  weft_infer asked{question, {}, {}, {}, {}};
  asked.outputTypes.resize(pluginClass.outputs.size());
  auto done = ask(pluginClass, asked, "infer()", [&] { return pluginClass.functions.infer(pluginClass.self, &asked); });
  if (!done) return done.error();
  return InferResult{std::move(asked.outputTypes)};
}

Result<uint64_t> estimate(const PluginClass& pluginClass, const NodeQuestion& question) {
  weft_infer asked{question, {}, {}, {}, {}};
  uint64_t bytes = 0;
  auto done = ask(pluginClass, asked, "estimate()",
                  [&] { return pluginClass.functions.estimate(pluginClass.self, &asked, &bytes); });
  if (!done) return done.error();
  return bytes;
}

Result<std::pair<uint64_t, uint64_t>> fingerprint(const PluginClass& pluginClass, const NodeQuestion& question) {
  weft_infer asked{question, {}, {}, {}, {}};
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

using ExtraPorts = std::pair<std::vector<PortType>, std::vector<PortType>>;

Result<ExtraPorts> extraPorts(const PluginClass& pluginClass, const NodeQuestion& question) {
  weft_infer asked{question, {}, {}, {}, {}};
  const weft_port *inputs = nullptr, *outputs = nullptr;
  size_t inputCount = 0, outputCount = 0;
  auto done = ask(pluginClass, asked, "extra_ports()", [&] {
    return pluginClass.functions.extra_ports(pluginClass.self, &asked, &inputs, &inputCount, &outputs, &outputCount);
  });
  if (!done) return done.error();
  auto moreInputs = readPorts(inputs, inputCount, Side::Input);
  if (!moreInputs) return moreInputs.error();
  auto moreOutputs = readPorts(outputs, outputCount, Side::Output);
  if (!moreOutputs) return moreOutputs.error();

  std::vector<PortType> allInputs = pluginClass.inputs, allOutputs = pluginClass.outputs;
  allInputs.insert(allInputs.end(), moreInputs->begin(), moreInputs->end());
  allOutputs.insert(allOutputs.end(), moreOutputs->begin(), moreOutputs->end());
  auto distinct = checkDistinct(allInputs, allOutputs, pluginClass.parameters);
  if (!distinct) return makeError(ErrorCode::Internal, "extra_ports(): " + distinct.error().message);
  return ExtraPorts{std::move(*moreInputs), std::move(*moreOutputs)};
}

}  // namespace

const weft_inference& inferenceTable() {
  static const weft_inference table = {sizeof(weft_inference), parameter, inputType, setOutputType, fail};
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
}

}  // namespace weft
