#include "document/type_ports.h"

#include "document/link_rules.h"
#include "document/names.h"

namespace weft::editor {
namespace {

TypePorts portsOfGraph(const GraphModel& model, const Graph& graph) {
  const QString name = QString::fromStdString(graph.name);
  LinkRules rules(model, name);
  TypePorts ports;
  for (const GraphInput& input : graph.inputs) {
    const QString id = QString::fromStdString(input.name);
    ports.inputs.push_back({id, rules.typeOf({inputsNode(), id})});
  }
  for (const auto& [output, source] : graph.outputs) {
    ports.outputs.push_back({QString::fromStdString(output), rules.typeOf(portRef(source))});
  }
  return ports;
}

}  // namespace

TypePorts portsOf(const GraphModel& model, const QString& typeId) {
  if (const QString name = subgraphOfType(typeId); !name.isEmpty()) {
    const Graph* graph = model.graph(name);
    return graph ? portsOfGraph(model, *graph) : TypePorts{};
  }
  TypePorts ports;
  const NodeType* type = model.catalog().find(typeId.toStdString());
  if (!type) return ports;
  for (const PortType& port : type->inputs) ports.inputs.push_back({QString::fromStdString(port.id), port.type});
  for (const ParameterType& parameter : type->parameters) {
    if (auto link = typeOfParameter(parameter)) {
      ports.inputs.push_back({QString::fromStdString(parameter.id), *std::move(link)});
    }
  }
  for (const PortType& port : type->outputs) ports.outputs.push_back({QString::fromStdString(port.id), port.type});
  return ports;
}

QString fittingInput(const TypePorts& ports, const Type& from, TypeBindings* bindings) {
  for (const bool open : {false, true}) {
    for (const TypePort& port : ports.inputs) {
      TypeBindings bound;
      if (substitute(port.type, {}).isAny() != open || !matchType(from, port.type, bound)) continue;
      if (bindings) *bindings = std::move(bound);
      return port.id;
    }
  }
  return {};
}

QString fittingOutput(const TypePorts& ports, const Type& to, const TypeBindings& bindings) {
  for (const bool open : {false, true}) {
    for (const TypePort& port : ports.outputs) {
      const Type given = substitute(port.type, bindings);
      TypeBindings none;
      if (given.isAny() == open && matchType(given, to, none)) return port.id;
    }
  }
  return {};
}

}  // namespace weft::editor
