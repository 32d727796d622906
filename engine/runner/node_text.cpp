#include "node_text.h"

#include <weft/graph/node_json.h>

namespace weft::runner {
namespace {

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
    const Json json = parameterJson(parameter);
    const Json &least = json["minimum"], &most = json["maximum"];
    text += "  " + parameter.id + ": " + json["kind"].get<std::string>() + " = " +
            json["default"].dump(-1, ' ', false, Json::error_handler_t::replace);
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

Json nodeJson(const NodeType& type) {
  Json json = nodeTypeJson(type);
  json["plugin"] = {{"id", type.pluginId}, {"version", type.pluginVersion}, {"path", type.pluginPath}};
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
