#include "node_text.h"

#include <cmath>
#include <limits>

#include <weft/base/text.h>

namespace weft::runner {
namespace {

Json jsonOf(const Value& value) {
  switch (value.kind()) {
    case Kind::Number:
      return *value.asNumber();
    case Kind::Integer:
      return *value.asInteger();
    case Kind::Boolean:
      return *value.asBoolean();
    case Kind::String:
      return *value.asString();
    default:
      return nullptr;
  }
}

std::string_view parameterKind(int32_t kind) {
  switch (kind) {
    case WEFT_PARAMETER_NUMBER:
      return "number";
    case WEFT_PARAMETER_INTEGER:
      return "integer";
    case WEFT_PARAMETER_BOOLEAN:
      return "boolean";
    case WEFT_PARAMETER_CHOICE:
      return "choice";
    case WEFT_PARAMETER_PATH:
      return "path";
    case WEFT_PARAMETER_SEED:
      return "seed";
    case WEFT_PARAMETER_NAME:
      return "name";
    case WEFT_PARAMETER_GRAPH:
      return "graph";
    default:
      return "string";
  }
}

// The ends of the range that are not simply the ends of the type.
Json rangeEnd(const ParameterType& parameter, bool upper) {
  if (parameter.kind == WEFT_PARAMETER_NUMBER) {
    const double end = upper ? parameter.maximumNumber : parameter.minimumNumber;
    return std::isfinite(end) && std::abs(end) < std::numeric_limits<double>::max() ? Json(end) : Json();
  }
  if (parameter.kind == WEFT_PARAMETER_INTEGER || parameter.kind == WEFT_PARAMETER_SEED) {
    const int64_t end = upper ? parameter.maximumInteger : parameter.minimumInteger;
    const bool open = end == std::numeric_limits<int64_t>::max() || end == std::numeric_limits<int64_t>::min();
    return open ? Json() : Json(end);
  }
  return nullptr;
}

Json parameterJson(const ParameterType& parameter) {
  Json json{{"id", parameter.id},
            {"label", parameter.label},
            {"kind", parameterKind(parameter.kind)},
            {"default", jsonOf(parameter.defaultValue)},
            {"minimum", rangeEnd(parameter, false)},
            {"maximum", rangeEnd(parameter, true)}};
  if (!parameter.choices.empty()) {
    json["choices"] = Json::array();
    for (const Choice& choice : parameter.choices) {
      json["choices"].push_back({{"id", choice.id}, {"label", choice.label}, {"doc", choice.doc}});
    }
  }
  if (!parameter.unit.empty()) json["unit"] = parameter.unit;
  if (!parameter.group.empty()) json["group"] = parameter.group;
  if (!parameter.visibleIf.empty()) json["visible_if"] = parameter.visibleIf;
  if (parameter.has(WEFT_PARAMETER_ADVANCED)) json["advanced"] = true;
  json["doc"] = parameter.doc;
  return json;
}

Json portsJson(const std::vector<PortType>& ports) {
  Json json = Json::array();
  for (const PortType& port : ports) {
    json.push_back({{"id", port.id},
                    {"label", port.label},
                    {"type", port.type.text()},
                    {"optional", port.has(WEFT_PORT_OPTIONAL)},
                    {"variadic", port.has(WEFT_PORT_VARIADIC)},
                    {"lazy", port.has(WEFT_PORT_LAZY)},
                    {"doc", port.doc}});
  }
  return json;
}

Json devicesJson(uint32_t devices) {
  Json json = Json::array();
  if (devices & WEFT_DEVICES_CPU) json.push_back("cpu");
  if (devices & WEFT_DEVICES_CUDA) json.push_back("cuda");
  if (devices & WEFT_DEVICES_VULKAN) json.push_back("vulkan");
  return json;
}

std::string portsPage(const char* title, const std::vector<PortType>& ports) {
  if (ports.empty()) return {};
  std::string text = std::string("\n") + title + "\n";
  for (const PortType& port : ports) {
    text += "  " + port.id + ": " + port.type.text();
    if (port.has(WEFT_PORT_OPTIONAL)) text += ", optional";
    if (port.has(WEFT_PORT_VARIADIC)) text += ", any number";
    if (port.has(WEFT_PORT_LAZY)) text += ", computed when needed";
    text += "\n      " + port.doc + "\n";
  }
  return text;
}

std::string parametersPage(const std::vector<ParameterType>& parameters) {
  if (parameters.empty()) return {};
  std::string text = "\nParameters\n";
  for (const ParameterType& parameter : parameters) {
    text += "  " + parameter.id + ": " + std::string(parameterKind(parameter.kind)) + " = " +
            jsonOf(parameter.defaultValue).dump(-1, ' ', false, Json::error_handler_t::replace);
    const Json least = rangeEnd(parameter, false), most = rangeEnd(parameter, true);
    if (!least.is_null() && !most.is_null()) {
      text += ", from " + least.dump() + " to " + most.dump();
    } else if (!least.is_null()) {
      text += ", at least " + least.dump();
    } else if (!most.is_null()) {
      text += ", at most " + most.dump();
    }
    if (!parameter.unit.empty()) text += " " + parameter.unit;
    for (size_t i = 0; i < parameter.choices.size(); ++i) text += (i ? " | " : ", one of ") + parameter.choices[i].id;
    text += "\n      " + parameter.doc + "\n";
  }
  return text;
}

}  // namespace

std::string_view costName(int32_t cost) {
  switch (cost) {
    case WEFT_COST_HEAVY:
      return "heavy";
    case WEFT_COST_GPU:
      return "gpu";
    case WEFT_COST_IO:
      return "io";
    default:
      return "light";
  }
}

std::string firstSentence(const std::string& doc) {
  for (size_t at = doc.find('.'); at != std::string::npos; at = doc.find('.', at + 1)) {
    if (at + 1 == doc.size() || doc[at + 1] == ' ' || doc[at + 1] == '\n') return doc.substr(0, at + 1);
  }
  return doc;
}

Json nodeJson(const NodeType& type) {
  Json json{{"id", type.id}, {"label", type.label}, {"category", type.category}, {"doc", type.doc}};
  if (!type.keywords.empty()) json["keywords"] = type.keywords;
  json["plugin"] = {{"id", type.pluginId}, {"version", type.pluginVersion}, {"path", type.pluginPath}};
  json["behaviour"] = type.behaviourVersion;
  json["side_effects"] = type.has(WEFT_NODE_SIDE_EFFECTS);
  json["nondeterministic"] = type.has(WEFT_NODE_NONDETERMINISTIC);
  json["output"] = type.has(WEFT_NODE_OUTPUT);
  json["obsolete"] = type.has(WEFT_NODE_OBSOLETE);
  if (!type.replacedBy.empty()) json["replaced_by"] = type.replacedBy;
  json["cost"] = costName(type.cost);
  json["devices"] = devicesJson(type.devices);
  json["inputs"] = portsJson(type.inputs);
  json["parameters"] = Json::array();
  for (const ParameterType& parameter : type.parameters) json["parameters"].push_back(parameterJson(parameter));
  json["outputs"] = portsJson(type.outputs);
  return json;
}

std::string nodePage(const NodeType& type) {
  std::string text = type.id + "\n" + type.label + " (" + type.category + ")\n\n" + type.doc + "\n";
  if (type.has(WEFT_NODE_OBSOLETE)) {
    text += "Obsolete" + (type.replacedBy.empty() ? std::string() : "; use " + type.replacedBy) + "\n";
  }
  text += portsPage("Inputs", type.inputs) + parametersPage(type.parameters) + portsPage("Outputs", type.outputs);
  return text + "\nFrom " + type.pluginId + " " + type.pluginVersion + " (" + type.pluginPath + ")\n";
}

}  // namespace weft::runner
