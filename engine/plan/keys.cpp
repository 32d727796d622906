#include "keys.h"

#include "input_files.h"

namespace weft {
namespace {

// Counts up when what goes into a key changes.
constexpr int keyFormat = 2;

bool addTensor(Hasher& hasher, const weft_tensor& tensor) {
  if (tensor.device.type != WEFT_DEVICE_CPU || !isCompact(tensor)) return false;
  uint64_t bytes = tensor.dtype.bits / 8u;
  hasher.add(tensor.dtype.code).add(tensor.dtype.bits).add(tensor.dimensions);
  for (int32_t i = 0; i < tensor.dimensions; ++i) {
    hasher.add(tensor.shape[i]);
    bytes *= static_cast<uint64_t>(tensor.shape[i]);
  }
  if (bytes > 0) hasher.add(hashBytes(static_cast<const char*>(tensor.data) + tensor.byte_offset, bytes));
  return true;
}

void addSource(Hasher& hasher, const PlannedInput& source, const std::vector<PlannedNode>& nodes,
               const std::vector<PlannedArgument>& arguments, bool& complete) {
  if (source.node >= 0) {
    const Key& key = nodes[static_cast<size_t>(source.node)].key;
    hasher.add("link").add(Hash128{key[0], key[1]}).add(source.output);
    return;
  }
  if (source.node == PlannedInput::fromArgument) {
    hasher.add("argument").add(arguments[static_cast<size_t>(source.output)].key);
    return;
  }
  const std::optional<Hash128> hash = hashValue(source.constant);
  hasher.add("value").add(hash.value_or(Hash128{}));
  complete = complete && hash;
}

// A file counts by its name and its content, wherever it lies.
Result<void> addFile(Hasher& hasher, const std::string& path) {
  if (path.empty()) return {};
  const Result<Hash128> content = fingerprintOf(path);
  if (!content) return content.error();
  hasher.add(path.substr(path.rfind('/') + 1)).add(*content);
  return {};
}

}  // namespace

std::optional<Hash128> hashValue(const Value& value) {
  Hasher hasher;
  std::vector<Value> pending;  // what lies in lists and records
  Value current = value;
  for (;;) {
    hasher.add(static_cast<int32_t>(current.kind()));
    switch (current.kind()) {
      case Kind::Number:
        hasher.add(*current.asNumber());
        break;
      case Kind::Integer:
        hasher.add(*current.asInteger());
        break;
      case Kind::Boolean:
        hasher.add(*current.asBoolean());
        break;
      case Kind::String:
        hasher.add(*current.asString());
        break;
      case Kind::Tensor:
        if (!addTensor(hasher, *current.asTensor())) return std::nullopt;
        break;
      case Kind::List:
        hasher.add(current.asList()->size());
        pending.insert(pending.end(), current.asList()->begin(), current.asList()->end());
        break;
      case Kind::Record:
        hasher.add(current.asRecord()->size());
        for (const auto& [name, item] : *current.asRecord()) {
          hasher.add(name);
          pending.push_back(item);
        }
        break;
      case Kind::None:
        break;
      case Kind::Object:
      case Kind::Sequence:
        return std::nullopt;
    }
    if (pending.empty()) return hasher.finish();
    current = std::move(pending.back());
    pending.pop_back();
  }
}

Hash128 keyOfBody(const Plan& plan, const PlannedBody& body, const std::vector<PlannedArgument>& arguments,
                  bool& complete) {
  Hasher hasher;
  hasher.add("body").add(body.inputs.size());
  for (const std::string& name : body.inputs) hasher.add(name);
  hasher.add(plan.outputs.size());
  for (const PlannedOutput& output : plan.outputs) {
    addSource(hasher.add(output.name), output.source, plan.nodes, arguments, complete);
  }
  for (const PlannedNode& node : plan.nodes) {
    if (node.wanted) hasher.add(Hash128{node.key[0], node.key[1]});
  }
  return hasher.finish();
}

Result<Key> keyOf(const PlannedNode& node, const KeyParts& parts) {
  const NodeType& type = *node.type;
  Hasher hasher;
  hasher.add("weft.node").add(keyFormat).add(WEFT_VERSION);
  hasher.add(type.id).add(type.behaviourVersion).add(type.buildId);
  hasher.add(node.device).add(node.dtype).add(parts.options.deterministic).add(parts.options.kernels);
  bool complete = true;

  for (size_t i = 0; i < type.parameters.size(); ++i) {
    const ParameterType& parameter = type.parameters[i];
    if (parameter.has(WEFT_PARAMETER_NOT_IN_KEY)) continue;
    hasher.add(parameter.id);
    if (parameter.kind == WEFT_PARAMETER_GRAPH && parts.body) {
      hasher.add(*parts.body);  // under whatever name
      continue;
    }
    const Value& literal = node.parameters[i];
    if (!literal) {
      addSource(hasher, node.parameterLinks[i], parts.nodes, parts.arguments, complete);
    } else if (parameter.kind == WEFT_PARAMETER_PATH && literal.asString()) {
      if (auto added = addFile(hasher.add("file"), *literal.asString()); !added) {
        return makeError(added.error().code, added.error().message, ".params." + parameter.id);
      }
    } else {
      addSource(hasher, PlannedInput{-1, 0, literal}, parts.nodes, parts.arguments, complete);
    }
  }
  for (size_t port = 0; port < node.links.size(); ++port) {
    if (node.links[port].empty()) continue;
    hasher.add(node.inputs[port].id).add(node.links[port].size());
    for (const PlannedInput& link : node.links[port]) addSource(hasher, link, parts.nodes, parts.arguments, complete);
  }
  if (type.fingerprint) {
    const auto fingerprint = type.fingerprint(parts.question);
    if (!fingerprint) return makeError(fingerprint.error().code, fingerprint.error().message);
    hasher.add("fingerprint").add(fingerprint->first).add(fingerprint->second);
  }
  if (!complete || !parts.mergeable) hasher.add("only").add(node.id);
  const Hash128 hash = hasher.finish();
  return Key{hash.high, hash.low};
}

}  // namespace weft
