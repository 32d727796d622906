// Nodes become a subgraph and an instance of it.
#include "commands/free_names.h"
#include "commands/layout_change.h"
#include "commands/subgraph_edits.h"
#include "document/arrange.h"
#include "document/links.h"
#include "document/names.h"

namespace weft::editor {
namespace {

// The instance may read a node that reads it in turn. That is no circle: a run sees the nodes of an instance one by
// one.
class Collapse {
 public:
  Collapse(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, std::string name)
      : m_model(model),
        m_graphName(graph),
        m_graph(*model.graph(graph)),
        m_nodes(nodes),
        m_subgraph(std::move(name)),
        m_instance(
            FreeNames([&](const std::string& id) { return m_graph.find(id) && !isInside(id); }).take(m_subgraph)),
        m_inputNames([](const std::string&) { return false; }),
        m_outputNames([](const std::string&) { return false; }),
        m_innerIds([this](const std::string& id) { return m_graph.find(id) && isInside(id); }) {}

  void appendTo(Json& operations) {
    makeNodes();
    takeTargets(operations);
    takeReaders(operations);
    takeOutputs(operations);
    Json subgraph = Json::object();
    if (!m_inputs.empty()) subgraph["inputs"] = std::move(m_inputs);
    if (!m_outputs.empty()) subgraph["outputs"] = std::move(m_outputs);
    subgraph["nodes"] = std::move(m_inner);
    LayoutChange layout(m_model, m_graphName);
    subgraph["editor"] = moveLayout(layout, subgraph);
    operations.insert(operations.begin(),
                      operation("add-graph", {}, {{"name", m_subgraph}, {"value", std::move(subgraph)}}));
    replaceNodes(operations);
    layout.appendTo(operations);
  }

  const std::string& instance() const { return m_instance; }

 private:
  bool isInside(const std::string& node) const { return m_nodes.contains(QString::fromStdString(node)); }

  // The input of the subgraph that takes these sources of the graph around it; made where there is none yet.
  std::string inputFor(const Json& sources, const std::string& wish) {
    const auto [name, isNew] = m_inputBySource.try_emplace(sources.dump());
    if (isNew) {
      name->second = m_inputNames.take(wish);
      m_inputs[name->second] = Json::object({{"to", Json::array()}});
      if (!sources.is_null()) m_links[name->second] = sources;
    }
    return name->second;
  }

  void makeNodes() {
    for (const NodeEntry& node : m_graph.nodes) {
      if (!isInside(node.id)) continue;
      Json own = *m_model.nodeJson(m_graphName, QString::fromStdString(node.id));
      if (const auto inputs = own.find("inputs"); inputs != own.end()) {
        Json kept = Json::object();
        for (const auto& [port, json] : inputs->items()) {
          const std::vector<Endpoint>& sources = node.inputs.at(port);
          Json inner = innerSources(node, port, sources, json);
          if (!inner.is_null()) kept[port] = std::move(inner);
        }
        if (kept.empty())
          own.erase("inputs");
        else
          *inputs = std::move(kept);
      }
      m_inner.push_back({node.id, std::move(own)});
    }
    for (auto& [id, node] : m_passes) m_inner.push_back({id, std::move(node)});
  }

  // What the port reads in the subgraph; null: nothing there, an input of the subgraph feeds it.
  Json innerSources(const NodeEntry& node, const std::string& port, const std::vector<Endpoint>& sources,
                    const Json& json) {
    const auto outside = static_cast<size_t>(
        std::count_if(sources.begin(), sources.end(), [&](const Endpoint& source) { return !isInside(source.node); }));
    if (outside == 0) return json;
    if (outside == sources.size()) {
      m_inputs[inputFor(json, port)]["to"].push_back(endpointText({node.id, port}));
      return {};
    }
    // An input shares a port with nothing else; each wire from outside gets a reroute, which keeps its place.
    Json inner = Json::array();
    for (const Endpoint& source : sources) {
      if (isInside(source.node)) {
        inner.push_back(endpointText(source));
        continue;
      }
      const std::string input = inputFor(endpointText(source), port);
      std::string& pass = m_passOf[input];
      if (pass.empty()) {
        pass = m_innerIds.take(port);
        m_passes.emplace_back(pass, Json{{"type", "weft.flow.Pass"}});
        m_inputs[input]["to"].push_back(pass + ".value");
      }
      inner.push_back(pass + ".value");
    }
    return inner;
  }

  // Inputs of the graph around that feed nodes inside feed the instance.
  void takeTargets(Json& operations) {
    for (const GraphInput& input : m_graph.inputs) {
      Json to = Json::array();
      std::string taken;
      for (const Endpoint& target : input.to) {
        if (!isInside(target.node)) {
          to.push_back(endpointText(target));
          continue;
        }
        if (taken.empty()) {
          taken = inputFor(Json::array({"", input.name}), target.port);
          m_links.erase(taken);
          to.push_back(endpointText({m_instance, taken}));
        }
        m_inputs[taken]["to"].push_back(endpointText(target));
      }
      if (!taken.empty()) operations.push_back(putOperation(graphPath(m_graphName, {"inputs", input.name, "to"}), to));
    }
  }

  Endpoint outputFor(const Endpoint& source) {
    const auto [name, isNew] = m_outputBySource.try_emplace(endpointText(source));
    if (isNew) {
      name->second = m_outputNames.take(source.port);
      m_outputs[name->second] = endpointText(source);
    }
    return {m_instance, name->second};
  }

  void takeReaders(Json& operations) {
    for (const NodeEntry& node : m_graph.nodes) {
      if (isInside(node.id)) continue;
      for (const auto& [port, sources] : node.inputs) {
        std::vector<Endpoint> fresh;
        for (const Endpoint& source : sources) fresh.push_back(isInside(source.node) ? outputFor(source) : source);
        if (fresh == sources) continue;
        const bool array = node.arrayInputs.contains(port);
        operations.push_back(putOperation(graphPath(m_graphName, {"nodes", node.id, "inputs", port}),
                                          array ? endpointsJson(fresh) : Json(endpointText(fresh.front()))));
      }
    }
  }

  void takeOutputs(Json& operations) {
    for (const auto& [name, source] : m_graph.outputs) {
      if (!isInside(source.node)) continue;
      operations.push_back(putOperation(graphPath(m_graphName, {"outputs", name}), endpointText(outputFor(source))));
    }
  }

  // The instance stands in the file where the first of its nodes stood.
  void replaceNodes(Json& operations) {
    Json erased = Json::array();
    size_t at = m_graph.nodes.size();
    for (size_t i = 0; i < m_graph.nodes.size(); ++i) {
      if (!isInside(m_graph.nodes[i].id)) continue;
      at = std::min(at, i);
      erased.push_back(m_graph.nodes[i].id);
    }
    Json instance{{"type", "graph:" + m_subgraph}};
    if (!m_links.empty()) instance["inputs"] = m_links;
    const Json inserted{{"at", at}, {"key", m_instance}, {"value", std::move(instance)}};
    operations.push_back({{"op", "splice"},
                          {"path", graphPath(m_graphName, {"nodes"})},
                          {"erase", std::move(erased)},
                          {"insert", Json::array({inserted})}});
  }

  // What the editor keeps of the nodes goes with them; answers the subgraph's.
  Json moveLayout(LayoutChange& layout, const Json& subgraph) {
    const NodePositions positions = positionsOf(m_model, m_graphName);
    const QHash<QString, NodeLook> nodeLooks = editor::nodeLooks(m_model, m_graphName);
    QRectF all;
    Json::object_t inner, looks;
    for (const NodeEntry& node : m_graph.nodes) {
      if (!isInside(node.id)) continue;
      const QString id = QString::fromStdString(node.id);
      const QPointF at = positions.value(id);
      const NodeLook nodeLook = nodeLooks.value(id);
      const auto face = nodeFace(m_model, m_graphName, id, &nodeLook);
      all = all.united(QRectF(at, estimatedNodeSize(*face)));
      inner.push_back({node.id, positionJson(at)});
      if (const Json* look = layout.look(id)) looks.push_back({node.id, *look});
      layout.removeNode(id);
    }
    double y = all.bottom() + 40;
    for (const auto& [id, node] : m_passes) {
      inner.push_back({id, positionJson({all.left(), y})});
      y += 40;
    }
    const double middle = all.center().y() - 60;
    const auto placeBorder = [&](const char* ports, const QString& node, double x) {
      if (subgraph.contains(ports)) inner.push_back({node.toStdString(), positionJson({x, middle})});
    };
    placeBorder("inputs", inputsNode(), all.left() - 300);
    placeBorder("outputs", outputsNode(), all.right() + 80);
    layout.setPosition(QString::fromStdString(m_instance), QPointF(all.center().x() - 110, middle));
    Json editor{{"positions", std::move(inner)}};
    if (!looks.empty()) editor["nodes"] = std::move(looks);
    return editor;
  }

  const GraphModel& m_model;
  const QString m_graphName;
  const Graph& m_graph;
  const QSet<QString>& m_nodes;
  const std::string m_subgraph, m_instance;
  FreeNames m_inputNames, m_outputNames, m_innerIds;
  Json m_inputs = Json::object(), m_outputs = Json::object();
  Json::object_t m_inner;         // filled as a list: a lookup among its keys is linear
  Json m_links = Json::object();  // the instance's, by the names of inputs
  std::map<std::string, std::string> m_inputBySource, m_outputBySource, m_passOf;
  std::vector<std::pair<std::string, Json>> m_passes;
};

}  // namespace

Edit collapseIntoSubgraph(const GraphModel& model, const QString& graph, const QSet<QString>& nodes,
                          const QString& name, QString* instance) {
  const Graph* in = model.graph(graph);
  if (!in) return {};
  QSet<QString> there;
  for (const QString& node : nodes) {
    if (in->find(node.toStdString())) there.insert(node);
  }
  if (there.isEmpty()) return {};
  FreeNames names([&](const std::string& id) { return model.document().subgraphs().contains(id); });
  Collapse collapse(model, graph, there, names.take(name.isEmpty() ? "subgraph" : name.toStdString()));
  Edit edit{"Collapse " + countOf(there.size(), "node") + " into a subgraph", Json::array(), {}};
  collapse.appendTo(edit.operations);
  if (instance) *instance = QString::fromStdString(collapse.instance());
  return edit;
}

}  // namespace weft::editor
