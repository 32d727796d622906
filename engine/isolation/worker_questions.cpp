// Questions about node types, answered by the pack in this process.
#include <weft/base/json.h>

#include "call_wire.h"
#include "worker_pack.h"

namespace weft {
namespace {

Error noSuchFunction() { return makeError(ErrorCode::NotFound, "the library has no such function any more"); }

// Reads the question, asks it, and puts the answer.
template <typename Ask, typename Put>
Link::Serve answering(const FindType& findType, Ask ask, Put put) {
  return [findType, ask, put](Served& served) -> Result<void> {
    const NodeType* type = findType(served, served.request.getText());
    ReceivedQuestion received;
    if (auto read = getQuestion(served.request, received); !read) return read;
    if (!type) return noSuchFunction();
    auto answer = ask(*type, received.question);
    if (!answer) return answer.error();
    put(served.answer, *answer);
    return {};
  };
}

// Calls a function that the type may have.
template <typename Function>
auto askFor(Function NodeType::*function) {
  return [function](const NodeType& type, const NodeQuestion& question) -> typename Function::result_type {
    const Function& present = type.*function;
    if (!present) return noSuchFunction();
    return present(question);
  };
}

void putOptional(MessageWriter& message, const std::optional<uint64_t>& number) {
  message.put<uint8_t>(number ? 1 : 0);
  message.put(number.value_or(0));
}

void putInferResult(MessageWriter& message, const InferResult& result) {
  message.put<uint64_t>(result.outputTypes.size());
  for (const auto& type : result.outputTypes) putType(message, type);
  message.put<uint64_t>(result.outputBytes.size());
  for (const auto& bytes : result.outputBytes) {
    message.put<uint8_t>(bytes ? 1 : 0);
    if (!bytes) continue;
    putOptional(message, bytes->kept);
    putOptional(message, bytes->work);
  }
}

void putPassInputs(MessageWriter& message, const std::vector<PassInput>& inputs) {
  message.put<uint64_t>(inputs.size());
  for (const PassInput& input : inputs) {
    message.put<uint64_t>(input.parameter);
    message.putText(input.name);
    putType(message, input.type);
    message.putText(input.carried);
  }
}

}  // namespace

void addQuestionServices(Link::Services& services, const FindType& findType) {
  services[MessageKind::Infer] = answering(findType, askFor(&NodeType::infer), putInferResult);
  services[MessageKind::Estimate] = answering(findType, askFor(&NodeType::estimate),
                                              [](MessageWriter& message, uint64_t bytes) { message.put(bytes); });
  services[MessageKind::Fingerprint] = answering(
      findType, askFor(&NodeType::fingerprint), [](MessageWriter& message, const std::pair<uint64_t, uint64_t>& words) {
        message.put(words.first);
        message.put(words.second);
      });
  services[MessageKind::ExtraPorts] =
      answering(findType, askFor(&NodeType::extraPorts),
                [](MessageWriter& message, const std::pair<std::vector<PortType>, std::vector<PortType>>& ports) {
                  putPorts(message, ports.first);
                  putPorts(message, ports.second);
                });
  services[MessageKind::InferBody] = answering(findType, askFor(&NodeType::inferBody), putPassInputs);
  services[MessageKind::Migrate] = [findType](Served& served) -> Result<void> {
    const NodeType* type = findType(served, served.request.getText());
    const auto version = served.request.get<uint32_t>();
    const std::string text = served.request.getText();
    if (auto whole = served.request.finish(); !whole) return whole;
    if (!type || !type->migrate) return noSuchFunction();
    auto parameters = parseJson(text, "parameters to migrate");
    if (!parameters) return parameters.error();
    auto migrated = type->migrate(version, *parameters);
    if (!migrated) return migrated.error();
    served.answer.putText(dumpJson(*migrated));
    return {};
  };
}

}  // namespace weft
