#include "run/node_paths.h"

#include "document/names.h"

namespace weft::editor {

QString graphBehind(const GraphModel& model, const QString& graph, const QString& id) {
  const NodeEntry* node = model.node(graph, id);
  if (!node) return {};
  const QString instance = subgraphOfType(QString::fromStdString(node->type));
  if (!instance.isEmpty()) return model.graph(instance) ? instance : QString();
  const NodeType* type = model.catalog().find(node->type);
  if (!type) return {};
  for (const ParameterType& parameter : type->parameters) {
    if (parameter.kind != WEFT_PARAMETER_GRAPH) continue;
    const auto given = node->parameters.find(parameter.id);
    if (given == node->parameters.end() || !given->second.is_string()) continue;
    const QString body = QString::fromStdString(given->second.get_ref<const std::string&>());
    if (model.graph(body)) return body;
  }
  return {};
}

std::optional<NodePlace> placeOf(const GraphModel& model, const QString& path) {
  NodePlace place;
  const QStringList parts = path.split(u'/');
  for (qsizetype i = 0; i < parts.size(); ++i) {
    place.node = parts[i];
    if (!model.node(place.graph, place.node)) return std::nullopt;
    if (i + 1 == parts.size()) break;
    place.graph = graphBehind(model, place.graph, place.node);
    if (place.graph.isEmpty()) return std::nullopt;
  }
  return place;
}

QString pathOf(const GraphModel& model, const NodePlace& place) {
  if (place.graph.isEmpty()) return place.node;
  // Graphs as they are reached from the top, each once.
  QHash<QString, QString> scopes{{QString(), QString()}};
  QStringList open{QString()};
  while (!open.isEmpty()) {
    const QString name = open.takeFirst();
    for (const NodeEntry& node : model.graph(name)->nodes) {
      const QString id = QString::fromStdString(node.id);
      const QString inner = graphBehind(model, name, id);
      if (inner.isEmpty() || scopes.contains(inner)) continue;
      scopes[inner] = scopes[name] + id + u'/';
      if (inner == place.graph) return scopes[inner] + place.node;
      open.append(inner);
    }
  }
  return {};
}

PortRef giverOf(const GraphModel& model, const QString& scope, const PortRef& source) {
  PortRef giver{scope + source.node, source.port};
  for (;;) {
    const std::optional<NodePlace> place = placeOf(model, giver.node);
    const NodeEntry* node = place ? model.node(place->graph, place->node) : nullptr;
    const QString inner = node ? subgraphOfType(QString::fromStdString(node->type)) : QString();
    const Graph* graph = inner.isEmpty() ? nullptr : model.graph(inner);
    if (!graph) return giver;
    const auto output = std::find_if(graph->outputs.begin(), graph->outputs.end(),
                                     [&](const auto& entry) { return entry.first == giver.port.toStdString(); });
    if (output == graph->outputs.end()) return {};
    const PortRef next = portRef(output->second);
    giver = {giver.node + u'/' + next.node, next.port};
  }
}

std::optional<NodePlace> placeOfProblem(const GraphModel& model, const QString& problemPath) {
  QStringList parts = problemPath.split(u'.');
  NodePlace place;
  if (parts.value(0) == "graphs" && parts.size() > 2) {
    place.graph = parts[1];
    parts.erase(parts.begin(), parts.begin() + 2);
  }
  if (parts.value(0) != "nodes" || parts.size() < 2) return std::nullopt;
  place.node = parts[1];
  return model.node(place.graph, place.node) ? std::optional(place) : std::nullopt;
}

}  // namespace weft::editor
