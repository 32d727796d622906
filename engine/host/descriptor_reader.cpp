#include "descriptor_reader.h"

#include <algorithm>
#include <set>

#include <weft/base/text.h>

#include "descriptor_checks.h"
#include "struct_reader.h"

namespace weft {
namespace {

constexpr size_t mostPorts = 256;
constexpr size_t longestType = 1024;
constexpr uint32_t knownPortFlags = WEFT_PORT_OPTIONAL | WEFT_PORT_VARIADIC | WEFT_PORT_LAZY | WEFT_PORT_CONSUMES;
constexpr uint32_t knownNodeFlags =
    WEFT_NODE_SIDE_EFFECTS | WEFT_NODE_NONDETERMINISTIC | WEFT_NODE_OUTPUT | WEFT_NODE_OBSOLETE;
constexpr uint32_t knownDevices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA | WEFT_DEVICES_VULKAN;

const char* sideName(Side side) { return side == Side::Input ? "input" : "output"; }

// Reads texts one after the other into a struct; after the first failure the others are skipped.
class TextReader {
 public:
  explicit TextReader(std::string owner) : m_owner(std::move(owner)) {}
  TextReader& read(std::string& into, const char* text, size_t longest, Presence presence, const char* name) {
    if (!m_result) return *this;
    auto value = readText(text, longest, presence, m_owner + ": the " + name);
    if (value)
      into = std::move(*value);
    else
      m_result = value.error();
    return *this;
  }
  const Result<void>& result() const { return m_result; }

 private:
  std::string m_owner;
  Result<void> m_result;
};

Result<PortType> readPort(const weft_port& port, Side side, PortIds ids, size_t index) {
  const std::string kind = sideName(side);
  auto id = (ids == PortIds::Extra ? readGraphId : readSimpleId)(port.id, kind + ' ' + std::to_string(index));
  if (!id) return id.error();
  const std::string what = kind + ' ' + inQuotes(*id);

  PortType type;
  type.id = *id;
  type.flags = port.flags;
  std::string expression;
  TextReader texts(what);
  texts.read(type.label, port.label, longestLabel, Presence::Optional, "label")
      .read(type.doc, port.doc, longestDoc, Presence::Required, "documentation")
      .read(expression, port.type, longestType, Presence::Required, "type expression");
  if (!texts.result()) return texts.result().error();
  if (type.label.empty()) type.label = labelFromId(type.id);

  const uint32_t allowed = side == Side::Input ? knownPortFlags : 0;
  if ((port.flags & ~allowed) != 0) {
    return badDescription(what + ": flags are " + std::to_string(port.flags) +
                          (side == Side::Input ? "; only WEFT_PORT_ flags are known" : "; an output has none"));
  }
  auto parsed = Type::parse(expression);
  if (!parsed) {
    return badDescription(what + ": the type expression " + inQuotes(expression) + ": " + parsed.error().message);
  }
  // As it is printed it must be readable again (plugin_record.h).
  if (parsed->text().size() > longestType) {
    return badDescription(what + ": the type expression is longer than " + std::to_string(longestType) + " bytes");
  }
  type.type = std::move(*parsed);
  return type;
}

Result<void> checkNumbers(const weft_node_descriptor& descriptor) {
  const auto unknown = [](const char* name, int64_t value, const char* known) {
    return badDescription(std::string(name) + " is " + std::to_string(value) + "; it must be " + known);
  };
  if ((descriptor.flags & ~knownNodeFlags) != 0) return unknown("flags", descriptor.flags, "made of WEFT_NODE_ flags");
  if (descriptor.reentrancy < WEFT_REENTRANCY_INSTANCE || descriptor.reentrancy > WEFT_REENTRANCY_PLUGIN) {
    return unknown("reentrancy", descriptor.reentrancy, "one of WEFT_REENTRANCY_");
  }
  if (descriptor.cost < WEFT_COST_LIGHT || descriptor.cost > WEFT_COST_IO) {
    return unknown("cost", descriptor.cost, "one of WEFT_COST_");
  }
  if (descriptor.devices == 0 || (descriptor.devices & ~knownDevices) != 0) {
    return unknown("devices", descriptor.devices, "made of WEFT_DEVICES_ flags, at least one");
  }
  return {};
}

Result<void> checkNodeId(const std::string& id, std::string_view pluginId) {
  const std::string prefix = std::string(pluginId) + '.';
  if (id.size() <= prefix.size() || id.compare(0, prefix.size(), prefix) != 0) {
    return badDescription("the node id " + inQuotes(id) + " does not begin with the plugin's id and a dot, " +
                          inQuotes(prefix));
  }
  if (!isSimpleId(std::string_view(id).substr(prefix.size())) || id.size() > longestId) {
    return badDescription("the node id " + inQuotes(id) +
                          " must be the plugin's id, a dot, and one name of letters, "
                          "digits and _");
  }
  return {};
}

}  // namespace

Result<std::vector<PortType>> readPorts(const weft_port* ports, size_t count, Side side, PortIds ids) {
  auto items = readArray(ports, count, mostPorts, WEFT_UP_TO(weft_port, doc), sideName(side));
  if (!items) return items.error();
  std::vector<PortType> types;
  for (size_t i = 0; i < items->size(); ++i) {
    auto type = readPort((*items)[i], side, ids, i);
    if (!type) return type.error();
    types.push_back(std::move(*type));
  }
  return types;
}

Result<void> checkDistinct(const std::vector<PortType>& inputs, const std::vector<PortType>& outputs,
                           const std::vector<ParameterType>& parameters) {
  std::set<std::string_view> seen;
  for (const PortType& output : outputs) {
    if (!seen.insert(output.id).second) return badDescription("two outputs have the id " + inQuotes(output.id));
  }
  seen.clear();
  for (const PortType& input : inputs) {
    if (!seen.insert(input.id).second) return badDescription("two inputs have the id " + inQuotes(input.id));
  }
  std::set<std::string_view> own;
  for (const ParameterType& parameter : parameters) {
    if (!own.insert(parameter.id).second) return badDescription("two parameters have the id " + inQuotes(parameter.id));
    if (!seen.insert(parameter.id).second) {
      return badDescription("an input and a parameter have the same id " + inQuotes(parameter.id));
    }
  }
  return {};
}

Result<NodeType> readDescriptor(const weft_node_descriptor* pointer, std::string_view pluginId) {
  auto read = readStruct(pointer, WEFT_UP_TO(weft_node_descriptor, parameter_count), "the descriptor");
  if (!read) return read.error();
  const weft_node_descriptor& descriptor = *read;

  NodeType type;
  TextReader id("a node");
  if (!id.read(type.id, descriptor.id, longestId, Presence::Required, "id").result()) return id.result().error();
  const auto at = [&](const Error& error) {
    return badDescription("node " + inQuotes(type.id) + ": " + error.message);
  };
  if (auto checked = checkNodeId(type.id, pluginId); !checked) return checked.error();

  TextReader texts("node " + inQuotes(type.id));
  texts.read(type.label, descriptor.label, longestLabel, Presence::Optional, "label")
      .read(type.category, descriptor.category, longestLabel, Presence::Required, "category")
      .read(type.doc, descriptor.doc, longestDoc, Presence::Required, "documentation")
      .read(type.keywords, descriptor.keywords, 1024, Presence::Optional, "list of keywords")
      .read(type.replacedBy, descriptor.replaced_by, longestId, Presence::Optional, "id in replaced_by");
  if (!texts.result()) return texts.result().error();
  if (type.label.empty()) type.label = type.id.substr(pluginId.size() + 1);
  if (auto checked = checkNumbers(descriptor); !checked) return at(checked.error());

  type.flags = descriptor.flags;
  type.behaviourVersion = descriptor.behaviour_version;
  type.reentrancy = descriptor.reentrancy;
  type.cost = descriptor.cost;
  type.devices = descriptor.devices;

  auto inputs = readPorts(descriptor.inputs, descriptor.input_count, Side::Input);
  if (!inputs) return at(inputs.error());
  auto outputs = readPorts(descriptor.outputs, descriptor.output_count, Side::Output);
  if (!outputs) return at(outputs.error());
  auto parameters = readParameters(descriptor.parameters, descriptor.parameter_count);
  if (!parameters) return at(parameters.error());
  if (auto checked = checkDistinct(*inputs, *outputs, *parameters); !checked) return at(checked.error());
  type.inputs = std::move(*inputs);
  type.outputs = std::move(*outputs);
  type.parameters = std::move(*parameters);
  return type;
}

}  // namespace weft
