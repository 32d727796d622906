#include "document/node_face.h"

#include <weft/graph/node_json.h>

#include "document/border_ports.h"
#include "document/names.h"
#include "document/wiring.h"

namespace weft::editor {
namespace {

QString qstring(const std::string& text) { return QString::fromStdString(text); }

std::vector<PortFace> portFaces(const std::vector<PortType>& declared, const std::vector<PortType>* extra) {
  std::vector<PortFace> faces;
  for (const PortType& port : declared) faces.push_back(portFace(port));
  if (extra) {
    for (const PortType& port : *extra) faces.push_back(portFace(port));
  }
  return faces;
}

// A parameter of the catalogue outlives every face.
std::shared_ptr<const ParameterType> borrowed(const ParameterType& type) {
  return {std::shared_ptr<const ParameterType>(), &type};
}

// What would show this literal, of a parameter of which nothing else is known.
std::shared_ptr<const ParameterType> guessed(const QString& id, const Json& value) {
  auto type = std::make_shared<ParameterType>();
  type->id = id.toStdString();
  type->label = labelOf(id).toStdString();
  type->kind = value.is_boolean()          ? WEFT_PARAMETER_BOOLEAN
               : value.is_number_integer() ? WEFT_PARAMETER_INTEGER
               : value.is_number()         ? WEFT_PARAMETER_NUMBER
                                           : WEFT_PARAMETER_STRING;
  return type;
}

ParameterFace parameterFace(const QString& id, std::shared_ptr<const ParameterType> type, const Json* given,
                            bool linked) {
  Json value = given ? *given : defaultOf(*type);
  return {id, std::move(type), std::move(value), given != nullptr, linked, true};
}

bool isLinked(const NodeEntry& node, const Wiring& wiring, const std::string& port) {
  return node.inputs.contains(port) || wiring.isFed(node.id, port);
}

const Json* given(const NodeEntry& node, const std::string& parameter) {
  const auto found = node.parameters.find(parameter);
  return found == node.parameters.end() ? nullptr : &found->second;
}

void readKnown(const GraphModel& model, const Graph& graph, const NodeEntry& node, const Wiring& wiring,
               NodeFace& face) {
  const ExtraPorts* extra = model.extraPorts(qstring(graph.name), face.id);
  face.inputs = portFaces(face.type->inputs, extra ? &extra->inputs : nullptr);
  face.outputs = portFaces(face.type->outputs, extra ? &extra->outputs : nullptr);
  for (const ParameterType& type : face.type->parameters) {
    face.parameters.push_back(
        parameterFace(qstring(type.id), borrowed(type), given(node, type.id), isLinked(node, wiring, type.id)));
  }
}

void readInstance(const GraphModel& model, const NodeEntry& node, const Wiring& wiring, const Graph& inner,
                  NodeFace& face) {
  for (const GraphInput& input : inner.inputs) {
    BorderInput border = borderInput(model, inner, input);
    if (!border.parameter) {
      face.inputs.push_back(std::move(border.port));
      continue;
    }
    ParameterFace parameter = parameterFace(border.port.id, std::move(border.parameter), given(node, input.name),
                                            isLinked(node, wiring, input.name));
    if (!parameter.given && !input.defaultValue.is_discarded()) parameter.value = input.defaultValue;
    face.parameters.push_back(std::move(parameter));
  }
  for (const auto& [output, source] : inner.outputs) {
    face.outputs.push_back(borderOutput(model, inner, output, source));
  }
}

PortFace unknownPort(const std::string& id) {
  PortFace port;
  port.id = qstring(id);
  port.label = labelOf(port.id);
  return port;
}

// What links and literals tell of a type that is not there.
void readMissing(const NodeEntry& node, const Wiring& wiring, NodeFace& face) {
  for (const auto& [id, sources] : node.inputs) {
    PortFace port = unknownPort(id);
    port.flags = WEFT_PORT_OPTIONAL;
    if (sources.size() > 1) port.flags |= WEFT_PORT_VARIADIC;
    face.inputs.push_back(std::move(port));
  }
  for (const auto& [id, value] : node.parameters) {
    face.parameters.push_back(
        parameterFace(qstring(id), guessed(qstring(id), value), &value, wiring.isFed(node.id, id)));
  }
  for (const std::string& id : wiring.fedPorts(node.id)) {
    if (!node.inputs.contains(id) && !node.parameters.contains(id)) face.inputs.push_back(unknownPort(id));
  }
  for (const std::string& id : wiring.readOutputs(node.id)) face.outputs.push_back(unknownPort(id));
}

void readInputsNode(const GraphModel& model, const Graph& graph, NodeFace& face) {
  face.kind = NodeKind::GraphInputs;
  if (face.title.isEmpty()) face.title = "Inputs";
  for (const GraphInput& input : graph.inputs) {
    BorderInput border = borderInput(model, graph, input);
    border.port.flags = 0;
    if (border.parameter) {
      const bool isDefault = !input.defaultValue.is_discarded();
      face.parameters.push_back(
          parameterFace(border.port.id, std::move(border.parameter), isDefault ? &input.defaultValue : nullptr, false));
    }
    face.outputs.push_back(std::move(border.port));
  }
}

void readOutputsNode(const GraphModel& model, const Graph& graph, NodeFace& face) {
  face.kind = NodeKind::GraphOutputs;
  if (face.title.isEmpty()) face.title = "Outputs";
  for (const auto& [name, source] : graph.outputs) {
    PortFace port = borderOutput(model, graph, name, source);
    port.flags = 0;
    port.linked = true;
    face.inputs.push_back(std::move(port));
  }
}

// "other=value|value"
void applyVisibility(NodeFace& face) {
  for (ParameterFace& parameter : face.parameters) {
    const QString rule = qstring(parameter.type->visibleIf);
    const qsizetype equals = rule.indexOf(u'=');
    if (equals < 0) continue;
    const ParameterFace* other = face.parameter(rule.left(equals));
    if (!other || other->linked) continue;
    const QString value =
        other->value.is_string() ? qstring(other->value.get_ref<const std::string&>()) : qstring(other->value.dump());
    parameter.visible = rule.mid(equals + 1).split(u'|').contains(value);
  }
}

template <typename Face>
const Face* findById(const std::vector<Face>& faces, const QString& id) {
  const auto found = std::find_if(faces.begin(), faces.end(), [&](const Face& face) { return face.id == id; });
  return found == faces.end() ? nullptr : &*found;
}

}  // namespace

const PortFace* NodeFace::input(const QString& port) const { return findById(inputs, port); }
const PortFace* NodeFace::output(const QString& port) const { return findById(outputs, port); }
const ParameterFace* NodeFace::parameter(const QString& parameter) const { return findById(parameters, parameter); }

std::optional<NodeFace> nodeFace(const GraphModel& model, const QString& graphName, const QString& id,
                                 const NodeLook* look) {
  const Graph* graph = model.graph(graphName);
  if (!graph) return std::nullopt;
  NodeFace face;
  face.id = id;
  if (isBoundary(id)) {
    if (id == inputsNode() ? graph->inputs.empty() : graph->outputs.empty()) return std::nullopt;
    face.look = look ? *look : nodeLook(model, graphName, id);
    face.title = face.look.title;
    if (id == inputsNode())
      readInputsNode(model, *graph, face);
    else
      readOutputsNode(model, *graph, face);
    return face;
  }
  const NodeEntry* node = graph->find(id.toStdString());
  if (!node) return std::nullopt;
  face.look = look ? *look : nodeLook(model, graphName, id);
  face.typeId = qstring(node->type);
  face.mute = node->mute;
  face.bypass = node->bypass;
  const Wiring& wiring = model.wiring(graphName);
  const QString inner = subgraphOfType(face.typeId);
  const Graph* subgraph = inner.isEmpty() ? nullptr : model.graph(inner);
  face.type = model.catalog().find(node->type);
  if (subgraph) {
    face.kind = NodeKind::Subgraph;
    face.title = inner;
    readInstance(model, *node, wiring, *subgraph, face);
  } else if (face.type) {
    face.kind = face.typeId == "weft.flow.Pass" ? NodeKind::Reroute : NodeKind::Node;
    face.title = qstring(face.type->label);
    readKnown(model, *graph, *node, wiring, face);
  } else {
    face.kind = NodeKind::Missing;
    face.title = face.typeId;
    readMissing(*node, wiring, face);
  }
  if (!face.look.title.isEmpty()) face.title = face.look.title;
  for (PortFace& port : face.inputs) port.linked = isLinked(*node, wiring, port.id.toStdString());
  applyVisibility(face);
  return face;
}

Json defaultOf(const ParameterType& type) { return parameterJson(type).value("default", Json()); }

QString labelOf(const QString& id) {
  QString label = id;
  label.replace(u'_', u' ').replace(u'-', u' ');
  if (!label.isEmpty()) label[0] = label[0].toUpper();
  return label;
}

}  // namespace weft::editor
