#include "document/node_face.h"

#include <weft/graph/node_json.h>

#include "document/links.h"
#include "document/names.h"

namespace weft::editor {
namespace {

QString qstring(const std::string& text) { return QString::fromStdString(text); }

PortFace portFace(const PortType& port) {
  const QString id = qstring(port.id);
  return {id, port.label.empty() ? labelOf(id) : qstring(port.label), qstring(port.doc), port.type, port.flags};
}

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

bool isLinked(const NodeEntry& node, const Graph& graph, const std::string& port) {
  if (node.inputs.contains(port)) return true;
  for (const GraphInput& input : graph.inputs) {
    if (std::find(input.to.begin(), input.to.end(), Endpoint{node.id, port}) != input.to.end()) return true;
  }
  return false;
}

// What a graph's input ends in: the first of its targets that is known, looked for through instances.
struct Target {
  std::optional<PortFace> port;
  std::shared_ptr<const ParameterType> parameter;
};

Target targetOf(const GraphModel& model, const QString& graph, const GraphInput& input) {
  for (const Endpoint& to : input.to) {
    const std::optional<NodeFace> face = nodeFace(model, graph, qstring(to.node));
    if (!face || face->kind == NodeKind::Missing) continue;
    if (const ParameterFace* parameter = face->parameter(qstring(to.port))) return {std::nullopt, parameter->type};
    if (const PortFace* port = face->input(qstring(to.port))) return {*port, nullptr};
  }
  return {};
}

// The type of the target, under the input's own name and documentation.
std::shared_ptr<const ParameterType> renamed(const ParameterType& type, const GraphInput& input) {
  auto own = std::make_shared<ParameterType>(type);
  own->id = input.name;
  own->label = labelOf(qstring(input.name)).toStdString();
  own->visibleIf.clear();
  own->group.clear();
  own->flags &= ~static_cast<uint32_t>(WEFT_PARAMETER_ADVANCED);
  if (!input.doc.empty()) own->doc = input.doc;
  return own;
}

PortFace renamedPort(const Target& target, const GraphInput& input) {
  PortFace port = target.port.value_or(PortFace{});
  port.id = qstring(input.name);
  port.label = labelOf(port.id);
  port.linked = false;
  if (!input.doc.empty()) port.doc = qstring(input.doc);
  if (!input.defaultValue.is_discarded()) port.flags |= WEFT_PORT_OPTIONAL;
  return port;
}

void readKnown(const GraphModel& model, const Graph& graph, const NodeEntry& node, NodeFace& face) {
  const ExtraPorts* extra = model.extraPorts(qstring(graph.name), face.id);
  face.inputs = portFaces(face.type->inputs, extra ? &extra->inputs : nullptr);
  face.outputs = portFaces(face.type->outputs, extra ? &extra->outputs : nullptr);
  for (const ParameterType& type : face.type->parameters) {
    const auto given = node.parameters.find(type.id);
    face.parameters.push_back(parameterFace(qstring(type.id), borrowed(type),
                                            given == node.parameters.end() ? nullptr : &given->second,
                                            isLinked(node, graph, type.id)));
  }
}

void readInstance(const GraphModel& model, const Graph& graph, const NodeEntry& node, const Graph& inner,
                  NodeFace& face) {
  const QString name = qstring(inner.name);
  for (const GraphInput& input : inner.inputs) {
    const Target target = targetOf(model, name, input);
    if (!target.parameter) {
      face.inputs.push_back(renamedPort(target, input));
      continue;
    }
    const auto given = node.parameters.find(input.name);
    ParameterFace parameter =
        parameterFace(qstring(input.name), renamed(*target.parameter, input),
                      given == node.parameters.end() ? nullptr : &given->second, isLinked(node, graph, input.name));
    if (!parameter.given && !input.defaultValue.is_discarded()) parameter.value = input.defaultValue;
    face.parameters.push_back(std::move(parameter));
  }
  for (const auto& [output, source] : inner.outputs) {
    const std::optional<NodeFace> from = nodeFace(model, name, qstring(source.node));
    const PortFace* port = from ? from->output(qstring(source.port)) : nullptr;
    PortFace own = port ? *port : PortFace{};
    own.id = qstring(output);
    own.label = labelOf(own.id);
    face.outputs.push_back(std::move(own));
  }
}

// What links and literals tell of a type that is not there.
void readMissing(const Graph& graph, const NodeEntry& node, NodeFace& face) {
  for (const auto& [port, sources] : node.inputs) {
    PortFace own;
    own.id = qstring(port);
    own.label = labelOf(own.id);
    own.flags = WEFT_PORT_OPTIONAL;
    if (sources.size() > 1) own.flags |= WEFT_PORT_VARIADIC;
    face.inputs.push_back(std::move(own));
  }
  for (const auto& [id, value] : node.parameters) {
    face.parameters.push_back(parameterFace(qstring(id), guessed(qstring(id), value), &value, false));
  }
  for (const Link& link : linksOf(graph)) {
    if (link.from.node == face.id && !face.output(link.from.port)) {
      PortFace own;
      own.id = link.from.port;
      own.label = labelOf(own.id);
      face.outputs.push_back(std::move(own));
    }
    const bool known = face.input(link.to.port) || face.parameter(link.to.port);
    if (link.to.node == face.id && !known) {
      PortFace own;
      own.id = link.to.port;
      own.label = labelOf(own.id);
      face.inputs.push_back(std::move(own));
    }
  }
}

void readInputsNode(const GraphModel& model, const Graph& graph, NodeFace& face) {
  face.kind = NodeKind::GraphInputs;
  if (face.title.isEmpty()) face.title = "Inputs";
  for (const GraphInput& input : graph.inputs) {
    const Target target = targetOf(model, qstring(graph.name), input);
    PortFace port = renamedPort(target, input);
    port.flags = 0;
    const bool isDefault = !input.defaultValue.is_discarded();
    if (target.parameter) {
      face.parameters.push_back(
          parameterFace(port.id, renamed(*target.parameter, input), isDefault ? &input.defaultValue : nullptr, false));
    }
    face.outputs.push_back(std::move(port));
  }
}

void readOutputsNode(const GraphModel& model, const Graph& graph, NodeFace& face) {
  face.kind = NodeKind::GraphOutputs;
  if (face.title.isEmpty()) face.title = "Outputs";
  for (const auto& [name, source] : graph.outputs) {
    const std::optional<NodeFace> from = nodeFace(model, qstring(graph.name), qstring(source.node));
    const PortFace* port = from ? from->output(qstring(source.port)) : nullptr;
    PortFace own = port ? *port : PortFace{};
    own.id = qstring(name);
    own.label = labelOf(own.id);
    own.flags = 0;
    face.inputs.push_back(std::move(own));
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
  const QString inner = subgraphOfType(face.typeId);
  const Graph* subgraph = inner.isEmpty() ? nullptr : model.graph(inner);
  face.type = model.catalog().find(node->type);
  if (subgraph) {
    face.kind = NodeKind::Subgraph;
    face.title = inner;
    readInstance(model, *graph, *node, *subgraph, face);
  } else if (face.type) {
    face.kind = face.typeId == "weft.flow.Pass" ? NodeKind::Reroute : NodeKind::Node;
    face.title = qstring(face.type->label);
    readKnown(model, *graph, *node, face);
  } else {
    face.kind = NodeKind::Missing;
    face.title = face.typeId;
    readMissing(*graph, *node, face);
  }
  if (!face.look.title.isEmpty()) face.title = face.look.title;
  for (PortFace& port : face.inputs) port.linked = isLinked(*node, *graph, port.id.toStdString());
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
