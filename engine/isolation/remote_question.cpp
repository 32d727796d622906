// Questions that a worker answers: infer, estimate, fingerprint, migrate, extra ports and infer body.
#include <weft/base/json.h>

#include "call_wire.h"
#include "remote_node.h"

namespace weft {
namespace {

// Of one node type.
class Asker {
 public:
  Asker(std::shared_ptr<PackWorker> pack, std::string type) : m_pack(std::move(pack)), m_type(std::move(type)) {}

  // Asks, and reads the answer with `read`; an error of the process names the function.
  template <typename T, typename Put, typename Read>
  Result<T> ask(MessageKind kind, const char* function, Put&& put, Read&& read) const {
    CallContext context;
    const auto request = [&](const std::shared_ptr<Link>& link) -> Result<MessageWriter> {
      MessageWriter message(*link);
      message.putText(m_type);
      if (Result<void> written = put(message); !written) return written.error();
      return message;
    };
    auto answer = m_pack->call(kind, request, context, [] { return true; });
    if (!answer) {
      Error error = std::move(answer).error();
      if (context.lost) error.message = std::string(function) + ": " + error.message;
      return error;
    }
    T result = read(*answer);
    if (auto whole = answer->finish(); !whole) {
      answer->link().condemnNonsense("an answer", context.slot);
      return whole.error();
    }
    return result;
  }

  template <typename T, typename Read>
  Result<T> ask(MessageKind kind, const char* function, const NodeQuestion& question, Read&& read) const {
    return ask<T>(
        kind, function, [&](MessageWriter& message) { return putQuestion(message, question); },
        std::forward<Read>(read));
  }

 private:
  const std::shared_ptr<PackWorker> m_pack;
  const std::string m_type;
};

std::optional<uint64_t> getOptionalNumber(MessageReader& answer) {
  const bool isThere = answer.getBoolean();
  const auto number = answer.get<uint64_t>();
  return isThere ? std::optional(number) : std::nullopt;
}

InferResult readInferResult(MessageReader& answer) {
  InferResult result;
  for (size_t left = answer.getCount(); left > 0; --left) result.outputTypes.push_back(getType(answer));
  for (size_t left = answer.getCount(); left > 0; --left) {
    auto& bytes = result.outputBytes.emplace_back();
    if (!answer.getBoolean()) continue;
    bytes.emplace();
    bytes->kept = getOptionalNumber(answer);
    bytes->work = getOptionalNumber(answer);
  }
  return result;
}

std::vector<PassInput> readPassInputs(MessageReader& answer) {
  std::vector<PassInput> inputs;
  for (size_t left = answer.getCount(); left > 0; --left) {
    PassInput& input = inputs.emplace_back();
    input.parameter = answer.get<uint64_t>();
    input.name = answer.getText();
    input.type = getType(answer);
    input.carried = answer.getText();
  }
  return inputs;
}

}  // namespace

void bindQuestions(NodeType& type, const NodeFunctions& functions, const std::shared_ptr<PackWorker>& pack) {
  const auto asker = std::make_shared<const Asker>(pack, type.id);
  if (functions.infer) {
    type.infer = [asker](const NodeQuestion& question) {
      return asker->ask<InferResult>(MessageKind::Infer, "infer()", question, readInferResult);
    };
  }
  if (functions.estimate) {
    type.estimate = [asker](const NodeQuestion& question) {
      return asker->ask<uint64_t>(MessageKind::Estimate, "estimate()", question,
                                  [](MessageReader& answer) { return answer.get<uint64_t>(); });
    };
  }
  if (functions.fingerprint) {
    using Words = std::pair<uint64_t, uint64_t>;
    type.fingerprint = [asker](const NodeQuestion& question) {
      return asker->ask<Words>(MessageKind::Fingerprint, "fingerprint()", question, [](MessageReader& answer) {
        const auto first = answer.get<uint64_t>();
        return Words(first, answer.get<uint64_t>());
      });
    };
  }
  if (functions.migrate) {
    type.migrate = [asker](uint32_t version, const Json& parameters) -> Result<Json> {
      const auto put = [&](MessageWriter& message) {
        message.put(version);
        message.putText(dumpJson(parameters));
        return Result<void>();
      };
      auto text = asker->ask<std::string>(MessageKind::Migrate, "migrate()", put,
                                          [](MessageReader& answer) { return answer.getText(); });
      if (!text) return text.error();
      return parseJson(*text, "migrated parameters");
    };
  }
  if (functions.extraPorts) {
    using Ports = std::pair<std::vector<PortType>, std::vector<PortType>>;
    type.extraPorts = [asker](const NodeQuestion& question) {
      return asker->ask<Ports>(MessageKind::ExtraPorts, "extra_ports()", question, [](MessageReader& answer) {
        auto inputs = getPorts(answer);
        return Ports(std::move(inputs), getPorts(answer));
      });
    };
  }
  if (functions.inferBody) {
    type.inferBody = [asker](const NodeQuestion& question) {
      return asker->ask<std::vector<PassInput>>(MessageKind::InferBody, "infer_body()", question, readPassInputs);
    };
  }
}

}  // namespace weft
