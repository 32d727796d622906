#include "plugin_record.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <utility>

#include <weft/base/json_fields.h>

#include "descriptor_reader.h"
#include "device_registry.h"
#include "struct_reader.h"

namespace weft {
namespace {

constexpr int64_t lowestInteger = std::numeric_limits<int64_t>::min();
constexpr int64_t highestInteger = std::numeric_limits<int64_t>::max();
constexpr double highestNumber = std::numeric_limits<double>::max();

// The C structs that a JSON description stands for. Texts live as long as this does, as a plugin's own would.
class Descriptors {
 public:
  Result<weft_node_factory> head(const Json& json, size_t count, std::optional<int32_t>& deviceType) {
    JsonFields fields(json);
    weft_node_factory head{};
    head.struct_size = sizeof(head);
    head.plugin_id = text(fields, "id");
    head.plugin_version = text(fields, "version");
    head.vendor = text(fields, "vendor");
    head.url = text(fields, "url");
    head.count = count;
    (void)fields.find("nodes");
    if (const auto type = fields.integer("device_type", 0, std::numeric_limits<int32_t>::max())) {
      deviceType = static_cast<int32_t>(*type);
    }
    if (auto finished = fields.finish(); !finished) return finished.error();
    return head;
  }

  // Its arrays live until the next call.
  Result<weft_node_descriptor> node(const Json& json, NodeFunctions& functions) {
    JsonFields fields(json);
    weft_node_descriptor node{};
    node.struct_size = sizeof(node);
    node.id = text(fields, "id");
    node.label = text(fields, "label");
    node.category = text(fields, "category");
    node.doc = text(fields, "doc");
    node.keywords = text(fields, "keywords");
    node.replaced_by = text(fields, "replaced_by");
    node.behaviour_version =
        static_cast<uint32_t>(fields.integer("behaviour", 0, 0, std::numeric_limits<uint32_t>::max()));
    node.flags = flags(fields, nodeFlagNames);
    node.cost = word(fields, "cost", costNames);
    node.reentrancy = word(fields, "reentrancy", reentrancyNames);
    for (const std::string& name : fields.texts("devices")) node.devices |= bit(fields, "devices", name);
    for (const std::string& name : fields.texts("functions")) setFunction(fields, functions, name);
    readPorts(fields, "inputs", m_inputs);
    readPorts(fields, "outputs", m_outputs);
    readParameters(fields);
    if (auto finished = fields.finish(); !finished) return finished.error();
    node.inputs = m_inputs.data();
    node.input_count = m_inputs.size();
    node.outputs = m_outputs.data();
    node.output_count = m_outputs.size();
    node.parameters = m_parameters.data();
    node.parameter_count = m_parameters.size();
    return node;
  }

 private:
  // nullptr where there is none; what may be missing the reader of descriptors knows.
  const char* text(JsonFields& fields, std::string_view key) {
    const Json* json = fields.find(key);
    if (!json) return nullptr;
    const Result<std::string> read = asString(*json);
    if (!read) {
      fields.fail(key, read.error().message);
      return nullptr;
    }
    if (read->find('\0') != std::string::npos) fields.fail(key, "it has a NUL");
    return m_texts.emplace_back(*read).c_str();
  }

  template <size_t Count>
  static uint32_t flags(JsonFields& fields, const std::array<std::string_view, Count>& names) {
    uint32_t flags = 0;
    for (size_t bit = 0; bit < Count; ++bit) {
      if (fields.boolean(names[bit], false)) flags |= 1u << bit;
    }
    return flags;
  }

  template <size_t Count>
  static int32_t word(JsonFields& fields, std::string_view key, const std::array<std::string_view, Count>& names) {
    const std::string name = fields.text(key, std::string(names[0]));
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end() || name.empty()) fields.fail(key, "unknown: " + describeJson(Json(name)));
    return static_cast<int32_t>(found - names.begin());
  }

  static uint32_t bit(JsonFields& fields, std::string_view key, const std::string& name) {
    const auto found = std::find(deviceKindNames.begin(), deviceKindNames.end(), name);
    if (found == deviceKindNames.end()) fields.fail(key, "unknown: " + describeJson(Json(name)));
    return found == deviceKindNames.end() ? 0 : 1u << (found - deviceKindNames.begin());
  }

  static void setFunction(JsonFields& fields, NodeFunctions& functions, const std::string& name) {
    const auto found = std::find_if(nodeFunctionNames.begin(), nodeFunctionNames.end(),
                                    [&](const NodeFunctionName& one) { return one.name == name; });
    if (found == nodeFunctionNames.end())
      fields.fail("functions", "unknown: " + describeJson(Json(name)));
    else
      functions.*(found->present) = true;
  }

  // Calls read(fields of the item) for each object of an array.
  template <typename Read>
  static void forEach(JsonFields& outer, std::string_view key, const Json* array, const Read& read) {
    if (!array) return;
    if (!array->is_array()) return outer.fail(key, "expected an array, found " + describeJson(*array));
    for (size_t i = 0; i < array->size(); ++i) {
      const std::string place = std::string(key) + '[' + std::to_string(i) + ']';
      const Json& item = (*array)[i];
      if (!item.is_object()) return outer.fail(place, "expected an object, found " + describeJson(item));
      JsonFields fields(item);
      read(fields);
      if (auto finished = fields.finish(); !finished) return outer.fail(place, finished.error().message);
    }
  }

  void readPorts(JsonFields& node, std::string_view key, std::vector<weft_port>& ports) {
    ports.clear();
    forEach(node, key, node.find(key), [&](JsonFields& fields) {
      weft_port& port = ports.emplace_back();
      port.struct_size = sizeof(port);
      port.id = text(fields, "id");
      port.label = text(fields, "label");
      port.type = text(fields, "type");
      port.doc = text(fields, "doc");
      port.flags = flags(fields, portFlagNames);
    });
  }

  void readParameters(JsonFields& node) {
    m_parameters.clear();
    m_choices.clear();
    forEach(node, "parameters", node.find("parameters"), [&](JsonFields& fields) {
      weft_parameter& parameter = m_parameters.emplace_back();
      parameter.struct_size = sizeof(parameter);
      parameter.id = text(fields, "id");
      parameter.label = text(fields, "label");
      parameter.doc = text(fields, "doc");
      parameter.unit = text(fields, "unit");
      parameter.group = text(fields, "group");
      parameter.visible_if = text(fields, "visible_if");
      parameter.flags = flags(fields, parameterFlagNames);
      parameter.kind = word(fields, "kind", parameterKindNames);
      parameter.curve = word(fields, "curve", curveNames);
      parameter.ui_minimum = number(fields, "ui_minimum", fields.find("ui_minimum"), 0);
      parameter.ui_maximum = number(fields, "ui_maximum", fields.find("ui_maximum"), 0);
      readRange(fields, parameter);
      readChoices(fields, parameter);
    });
  }

  static double number(JsonFields& fields, std::string_view key, const Json* json, double fallback) {
    return value(fields, key, json, fallback, asNumber);
  }
  static int64_t integer(JsonFields& fields, std::string_view key, const Json* json, int64_t fallback) {
    return value(fields, key, json, fallback, asInteger);
  }
  template <typename T>
  static T value(JsonFields& fields, std::string_view key, const Json* json, T fallback,
                 Result<T> (*read)(const Json& json)) {
    if (!json || json->is_null()) return fallback;
    const Result<T> result = read(*json);
    if (result) return *result;
    fields.fail(key, result.error().message);
    return fallback;
  }

  // Open ends are null. Both at once stay 0 and 0, which means no range.
  void readRange(JsonFields& fields, weft_parameter& parameter) {
    const Json *fallback = fields.find("default"), *low = fields.find("minimum"), *high = fields.find("maximum");
    const bool ranged = (low && !low->is_null()) || (high && !high->is_null());
    switch (parameter.kind) {
      case WEFT_PARAMETER_NUMBER:
        parameter.default_number = number(fields, "default", fallback, 0);
        if (!ranged) return;
        parameter.minimum_number = number(fields, "minimum", low, -highestNumber);
        parameter.maximum_number = number(fields, "maximum", high, highestNumber);
        return;
      case WEFT_PARAMETER_INTEGER:
      case WEFT_PARAMETER_SEED:
        parameter.default_integer = integer(fields, "default", fallback, 0);
        if (!ranged) return;
        parameter.minimum_integer = integer(fields, "minimum", low, lowestInteger);
        parameter.maximum_integer = integer(fields, "maximum", high, highestInteger);
        return;
      case WEFT_PARAMETER_BOOLEAN:
        parameter.default_integer = fields.boolean("default", false) ? 1 : 0;
        return;
      default:
        parameter.default_text = text(fields, "default");
    }
  }

  void readChoices(JsonFields& fields, weft_parameter& parameter) {
    std::vector<weft_choice>& choices = m_choices.emplace_back();
    forEach(fields, "choices", fields.find("choices"), [&](JsonFields& item) {
      choices.push_back({text(item, "id"), text(item, "label"), text(item, "doc")});
    });
    parameter.choices = choices.data();
    parameter.choice_count = choices.size();
  }

  std::deque<std::string> m_texts;
  std::vector<weft_port> m_inputs, m_outputs;
  std::vector<weft_parameter> m_parameters;
  std::deque<std::vector<weft_choice>> m_choices;
};

}  // namespace

PluginRecord recordOf(PluginContents plugin) {
  PluginRecord record{std::move(plugin), {}};
  for (const NodeType& type : record.contents.types) record.functions.push_back(functionsOf(type));
  return record;
}

Json recordJson(const PluginRecord& record) {
  const PluginContents& plugin = record.contents;
  Json json{{"id", plugin.id}, {"version", plugin.version}, {"vendor", plugin.vendor}, {"url", plugin.url}};
  if (plugin.deviceType) json["device_type"] = *plugin.deviceType;
  Json& nodes = json["nodes"] = Json::array();
  for (size_t i = 0; i < plugin.types.size(); ++i) {
    nodes.push_back(nodeTypeJson(plugin.types[i], record.functions[i]));
  }
  return json;
}

Result<PluginRecord> readRecord(const Json& json) {
  if (!json.is_object()) return badDescription("expected an object, found " + describeJson(json));
  const auto nodes = json.find("nodes");
  if (nodes == json.end() || !nodes->is_array()) return badDescription("nodes: expected an array");
  Descriptors descriptors;
  PluginRecord record;
  std::optional<int32_t> deviceType;
  const auto head = descriptors.head(json, nodes->size(), deviceType);
  if (!head) return head.error();
  if (deviceType) {
    if (auto checked = checkDeviceType(*deviceType); !checked) return checked.error();
  }
  const auto readNode = [&](size_t index, const std::string& pluginId) -> Result<NodeType> {
    const Json& node = (*nodes)[index];
    const std::string place = "nodes[" + std::to_string(index) + "]";
    if (!node.is_object()) return badDescription(place + ": expected an object, found " + describeJson(node));
    const auto descriptor = descriptors.node(node, record.functions.emplace_back());
    if (!descriptor) return badDescription(place + ": " + descriptor.error().message);
    return readDescriptor(&*descriptor, pluginId);
  };
  auto contents = readPlugin(*head, deviceType.has_value(), readNode);
  if (!contents) return contents.error();
  record.contents = std::move(*contents);
  record.contents.deviceType = deviceType;
  return record;
}

PluginContents contentsOf(PluginRecord record, const std::string& library, const std::string& buildId,
                          const BindNode& bind) {
  PluginContents contents = std::move(record.contents);
  setOrigin(contents, library, buildId);
  for (size_t i = 0; i < contents.types.size(); ++i) bind(contents.types[i], record.functions[i]);
  return contents;
}

}  // namespace weft
