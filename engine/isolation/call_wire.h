// What goes with a call of a node and with a question about one, beside its values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <weft/graph/node_instance.h>
#include <weft/graph/node_type.h>

#include "message.h"

namespace weft {

struct CallHead {
  uint64_t instance = 0;  // a number of the host's for the node
  std::string type, node, outputFolder;
  uint32_t threads = 1;
  weft_device_id device{};
  weft_dtype dtype{};
  bool deterministic = false, wantsPreview = false, hasDocument = false;
  std::map<size_t, std::vector<std::string>> passInputs;  // by parameter
  std::vector<PortType> extraInputs, extraOutputs;        // beyond those of the type
};
CallHead headOf(uint64_t instance, const NodeCall& call, const NodeType& type);
void putHead(MessageWriter& message, const CallHead& head);
CallHead getHead(MessageReader& message);

void putPorts(MessageWriter& message, std::span<const PortType> ports);
std::vector<PortType> getPorts(MessageReader& message);

void putType(MessageWriter& message, const std::optional<Type>& type);
std::optional<Type> getType(MessageReader& message);

// A question as it was read: `question` points into it.
struct ReceivedQuestion {
  NodeQuestion question;
  std::vector<PortType> inputs;
};
Result<void> putQuestion(MessageWriter& message, const NodeQuestion& question);
Result<void> getQuestion(MessageReader& message, ReceivedQuestion& received);

}  // namespace weft
