#include <weft/graph/node_json.h>

#include <cmath>
#include <limits>

namespace weft {
namespace {

// The first `always` flags are written also where they are not set.
template <size_t Count>
void addFlags(Json& json, const std::array<std::string_view, Count>& names, uint32_t flags, size_t always) {
  for (size_t bit = 0; bit < Count; ++bit) {
    const bool set = (flags >> bit & 1u) != 0;
    if (set || bit < always) json[std::string(names[bit])] = set;
  }
}

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

}  // namespace

Json portsJson(const std::vector<PortType>& ports) {
  Json json = Json::array();
  for (const PortType& port : ports) {
    Json item{{"id", port.id}, {"label", port.label}, {"type", port.type.text()}};
    addFlags(item, portFlagNames, port.flags, 3);
    item["doc"] = port.doc;
    json.push_back(std::move(item));
  }
  return json;
}

NodeFunctions functionsOf(const NodeType& type) {
  return {static_cast<bool>(type.infer),   static_cast<bool>(type.estimate),   static_cast<bool>(type.fingerprint),
          static_cast<bool>(type.migrate), static_cast<bool>(type.extraPorts), static_cast<bool>(type.inferBody)};
}

Json parameterJson(const ParameterType& parameter) {
  Json json{{"id", parameter.id},
            {"label", parameter.label},
            {"kind", nameOf(parameterKindNames, parameter.kind)},
            {"default", jsonOf(parameter.defaultValue)},
            {"minimum", rangeEnd(parameter, false)},
            {"maximum", rangeEnd(parameter, true)}};
  if (!parameter.choices.empty()) {
    Json& choices = json["choices"] = Json::array();
    for (const Choice& choice : parameter.choices) {
      choices.push_back({{"id", choice.id}, {"label", choice.label}, {"doc", choice.doc}});
    }
  }
  if (!parameter.unit.empty()) json["unit"] = parameter.unit;
  if (!parameter.group.empty()) json["group"] = parameter.group;
  if (!parameter.visibleIf.empty()) json["visible_if"] = parameter.visibleIf;
  if (parameter.uiMinimum != 0 || parameter.uiMaximum != 0) {
    json["ui_minimum"] = parameter.uiMinimum;
    json["ui_maximum"] = parameter.uiMaximum;
  }
  if (parameter.curve != WEFT_CURVE_LINEAR) json["curve"] = nameOf(curveNames, parameter.curve);
  addFlags(json, parameterFlagNames, parameter.flags, 0);
  json["doc"] = parameter.doc;
  return json;
}

Json nodeTypeJson(const NodeType& type) { return nodeTypeJson(type, functionsOf(type)); }

Json nodeTypeJson(const NodeType& type, const NodeFunctions& present) {
  Json json{{"id", type.id}, {"label", type.label}, {"category", type.category}, {"doc", type.doc}};
  if (!type.keywords.empty()) json["keywords"] = type.keywords;
  json["behaviour"] = type.behaviourVersion;
  addFlags(json, nodeFlagNames, type.flags, nodeFlagNames.size());
  if (!type.replacedBy.empty()) json["replaced_by"] = type.replacedBy;
  json["cost"] = nameOf(costNames, type.cost);
  json["reentrancy"] = nameOf(reentrancyNames, type.reentrancy);
  Json& devices = json["devices"] = Json::array();
  for (size_t bit = 0; bit < deviceKindNames.size(); ++bit) {
    if ((type.devices >> bit & 1u) != 0) devices.push_back(deviceKindNames[bit]);
  }
  Json& functions = json["functions"] = Json::array();
  for (const auto& [name, member] : nodeFunctionNames) {
    if (present.*member) functions.push_back(name);
  }
  json["inputs"] = portsJson(type.inputs);
  Json& parameters = json["parameters"] = Json::array();
  for (const ParameterType& parameter : type.parameters) parameters.push_back(parameterJson(parameter));
  json["outputs"] = portsJson(type.outputs);
  return json;
}

}  // namespace weft
