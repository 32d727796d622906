// An instance of a subgraph becomes the nodes of the subgraph.
#include "commands/free_names.h"
#include "commands/layout_change.h"
#include "commands/subgraph_edits.h"
#include "commands/subgraph_names.h"
#include "document/arrange.h"
#include "document/links.h"
#include "document/names.h"

namespace weft::editor {
namespace {

class Unpack {
 public:
  Unpack(const GraphModel& model, const QString& graph, const NodeEntry& instance, const Graph& inner)
      : m_model(model), m_graphName(graph), m_graph(*model.graph(graph)), m_instance(instance), m_inner(inner) {
    FreeNames names([&](const std::string& id) { return id != instance.id && m_graph.find(id); });
    for (const NodeEntry& node : inner.nodes) m_ids[node.id] = names.take(node.id);
    for (const auto& [name, source] : inner.outputs) {
      if (const auto id = m_ids.find(source.node); id != m_ids.end()) m_sources[name] = {id->second, source.port};
    }
  }

  void appendTo(Json& operations) {
    for (const NodeEntry& node : m_inner.nodes) m_nodes[node.id] = innerNode(node);
    for (const GraphInput& input : m_inner.inputs) feed(input);
    changeInputs(operations);
    changeReaders(operations);
    changeOutputs(operations);
    replaceInstance(operations);
    moveLayout(operations);
    if (usesOf(m_inner.name, m_model.document(), m_model.catalog()) == 1) {
      operations.push_back(operation("remove-graph", {}, {{"name", m_inner.name}}));
    }
  }

  QSet<QString> nodes() const {
    QSet<QString> ids;
    for (const auto& [old, id] : m_ids) ids.insert(QString::fromStdString(id));
    return ids;
  }

 private:
  // What a link of the graph around reads now; nullopt: an output that the subgraph does not have.
  std::optional<Endpoint> sourceOf(const Endpoint& source) const {
    if (source.node != m_instance.id) return source;
    const auto found = m_sources.find(source.port);
    return found == m_sources.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<Endpoint> sourcesOf(const std::vector<Endpoint>& sources) const {
    std::vector<Endpoint> fresh;
    for (const Endpoint& source : sources) {
      if (auto own = sourceOf(source)) fresh.push_back(*std::move(own));
    }
    return fresh;
  }
  static Json linkJson(const std::vector<Endpoint>& sources, bool array) {
    return array ? endpointsJson(sources) : Json(endpointText(sources.front()));
  }

  Json innerNode(const NodeEntry& node) const {
    Json own = *m_model.nodeJson(QString::fromStdString(m_inner.name), QString::fromStdString(node.id));
    if (m_instance.mute) own["mute"] = true;
    if (m_instance.bypass) own["bypass"] = true;
    if (node.device.empty() && !m_instance.device.empty()) own["device"] = m_instance.device;
    if (node.dtype.empty() && !m_instance.dtype.empty()) own["dtype"] = m_instance.dtype;
    if (node.inputs.empty()) return own;
    Json inputs = Json::object();
    for (const auto& [port, json] : own["inputs"].items()) {
      std::vector<Endpoint> sources;
      for (const Endpoint& source : node.inputs.at(port)) {
        if (const auto id = m_ids.find(source.node); id != m_ids.end()) sources.push_back({id->second, source.port});
      }
      if (!sources.empty()) inputs[port] = linkJson(sources, json.is_array());
    }
    own["inputs"] = std::move(inputs);
    return own;
  }

  // What the instance gave to an input goes to the input's targets.
  void feed(const GraphInput& input) {
    const auto given = m_instance.parameters.find(input.name);
    const auto links = m_instance.inputs.find(input.name);
    const std::vector<Endpoint> sources =
        links == m_instance.inputs.end() ? std::vector<Endpoint>() : sourcesOf(links->second);
    const Json* literal = nullptr;
    if (given != m_instance.parameters.end())
      literal = &given->second;
    else if (sources.empty() && !input.defaultValue.is_discarded())
      literal = &input.defaultValue;
    Json ports = Json::array();  // targets that take no literal of their own
    for (const Endpoint& target : input.to) {
      const NodeEntry* node = m_inner.find(target.node);
      if (!node) continue;
      Json& own = m_nodes[target.node];
      m_targets[input.name].push_back({m_ids[target.node], target.port});
      if (!sources.empty()) own["inputs"][target.port] = linkJson(sources, m_instance.arrayInputs.contains(input.name));
      if (literal && takesLiteral(m_model.catalog().find(node->type), target.port))
        own["params"][target.port] = *literal;
      else if (literal && sources.empty())
        ports.push_back(endpointText(m_targets[input.name].back()));
    }
    if (!ports.empty()) m_constants.push_back({input.name, Json{{"to", std::move(ports)}, {"default", *literal}}});
  }

  // Inputs of the graph around that fed the instance; and new ones, for values at ports, which only an input can give.
  void changeInputs(Json& operations) {
    std::set<std::string> fed;
    for (const GraphInput& input : m_graph.inputs) {
      Json to = Json::array();
      bool changed = false;
      for (const Endpoint& target : input.to) {
        if (target.node != m_instance.id) {
          to.push_back(endpointText(target));
          continue;
        }
        changed = true;
        fed.insert(target.port);
        for (const Endpoint& inner : m_targets[target.port]) to.push_back(endpointText(inner));
      }
      if (changed) operations.push_back(putOperation(graphPath(m_graphName, {"inputs", input.name, "to"}), to));
    }
    FreeNames names([&](const std::string& name) {
      return std::any_of(m_graph.inputs.begin(), m_graph.inputs.end(),
                         [&](const GraphInput& input) { return input.name == name; });
    });
    for (auto& [name, input] : m_constants) {
      if (fed.contains(name)) continue;
      operations.push_back(putOperation(graphPath(m_graphName, {"inputs", names.take(name)}), std::move(input)));
    }
  }

  void changeReaders(Json& operations) const {
    for (const NodeEntry& node : m_graph.nodes) {
      if (node.id == m_instance.id) continue;
      for (const auto& [port, sources] : node.inputs) {
        const std::vector<Endpoint> fresh = sourcesOf(sources);
        if (fresh == sources) continue;
        if (fresh.empty()) {
          operations.push_back(operation("unlink", m_graphName, {{"to", endpointText({node.id, port})}}));
          continue;
        }
        operations.push_back(putOperation(graphPath(m_graphName, {"nodes", node.id, "inputs", port}),
                                          linkJson(fresh, node.arrayInputs.contains(port))));
      }
    }
  }

  void changeOutputs(Json& operations) const {
    for (const auto& [name, source] : m_graph.outputs) {
      if (source.node != m_instance.id) continue;
      const JsonPath path = graphPath(m_graphName, {"outputs", name});
      const std::optional<Endpoint> fresh = sourceOf(source);
      operations.push_back(fresh ? putOperation(path, endpointText(*fresh)) : eraseOperation(path));
    }
  }

  void replaceInstance(Json& operations) {
    Json inserted = Json::array();
    size_t at = m_graph.index.at(m_instance.id);
    for (const NodeEntry& node : m_inner.nodes) {
      inserted.push_back({{"at", at++}, {"key", m_ids[node.id]}, {"value", std::move(m_nodes[node.id])}});
    }
    operations.push_back({{"op", "splice"},
                          {"path", graphPath(m_graphName, {"nodes"})},
                          {"erase", Json::array({m_instance.id})},
                          {"insert", std::move(inserted)}});
  }

  // The upper left corner of all comes where the instance stood.
  void moveLayout(Json& operations) const {
    const QString inner = QString::fromStdString(m_inner.name), id = QString::fromStdString(m_instance.id);
    const NodePositions positions = positionsOf(m_model, inner);
    const QPointF to = positionsOf(m_model, m_graphName).value(id);
    QPointF corner(1e18, 1e18);
    for (const auto& [old, fresh] : m_ids) {
      const QPointF at = positions.value(QString::fromStdString(old));
      corner = {std::min(corner.x(), at.x()), std::min(corner.y(), at.y())};
    }
    LayoutChange layout(m_model, m_graphName);
    const LayoutChange from(m_model, inner);
    layout.removeNode(id);
    for (const auto& [old, fresh] : m_ids) {
      const QString before = QString::fromStdString(old), now = QString::fromStdString(fresh);
      layout.setPosition(now, to + positions.value(before) - corner);
      if (const Json* look = from.look(before)) layout.setLooks(now, *look);
    }
    layout.takeDecoration(from, m_ids.empty() ? QPointF() : to - corner);
    layout.appendTo(operations);
  }

  const GraphModel& m_model;
  const QString m_graphName;
  const Graph& m_graph;
  const NodeEntry& m_instance;
  const Graph& m_inner;
  std::map<std::string, std::string> m_ids;                // by their ids in the subgraph
  std::map<std::string, Endpoint> m_sources;               // by the subgraph's outputs
  std::map<std::string, std::vector<Endpoint>> m_targets;  // by the subgraph's inputs
  std::map<std::string, Json> m_nodes;                     // by their ids in the subgraph
  std::vector<std::pair<std::string, Json>> m_constants;
};

}  // namespace

Edit unpackSubgraph(const GraphModel& model, const QString& graph, const QString& instance, QSet<QString>* nodes) {
  const NodeEntry* node = model.node(graph, instance);
  const QString name = node ? subgraphOfType(QString::fromStdString(node->type)) : QString();
  const Graph* inner = name.isEmpty() ? nullptr : model.graph(name);
  if (!inner) return {};
  Unpack unpack(model, graph, *node, *inner);
  Edit edit{"Unpack " + name, Json::array(), {}};
  unpack.appendTo(edit.operations);
  if (nodes) *nodes = unpack.nodes();
  return edit;
}

}  // namespace weft::editor
