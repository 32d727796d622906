#include "commands/subgraph_edits.h"

#include "commands/free_names.h"
#include "commands/operations.h"
#include "commands/subgraph_names.h"

namespace weft::editor {
namespace {

std::string freeSubgraph(const GraphModel& model, const std::string& wish) {
  return FreeNames([&](const std::string& name) { return model.document().subgraphs().contains(name); }).take(wish);
}

// Calls `each` with the graph's name, the node and the node under the subgraph's new name, for all that name it.
template <typename Each>
void eachRenamed(const GraphModel& model, const SubgraphNames& names, const Each& each) {
  const std::string& name = names.begin()->first;
  const auto visit = [&](const Graph& graph) {
    for (const NodeEntry& node : graph.nodes) {
      if (!subgraphsOf(node, model.document(), model.catalog()).contains(name)) continue;
      Json own = *model.nodeJson(QString::fromStdString(graph.name), QString::fromStdString(node.id));
      renameSubgraphs(own, names, model.catalog());
      each(graph.name, node, std::move(own));
    }
  };
  visit(model.document().graph());
  for (const auto& [id, graph] : model.document().subgraphs()) visit(graph);
}

}  // namespace

Edit makeUnique(const GraphModel& model, const QString& graph, const QString& instance) {
  const NodeEntry* node = model.node(graph, instance);
  if (!node) return {};
  const std::set<std::string> named = subgraphsOf(*node, model.document(), model.catalog());
  if (named.empty() || usesOf(*named.begin(), model.document(), model.catalog()) < 2) return {};
  const std::string& name = *named.begin();
  const std::string own = freeSubgraph(model, name);
  Json json = *model.nodeJson(graph, instance);
  renameSubgraphs(json, {{name, own}}, model.catalog());
  Edit edit{"Make " + QString::fromStdString(name) + " unique", Json::array(), {}};
  edit.operations.push_back(
      operation("add-graph", {}, {{"name", own}, {"value", model.document().json().at("graphs").at(name)}}));
  edit.operations.push_back(putOperation(graphPath(graph, {"nodes", node->id}), std::move(json)));
  return edit;
}

Edit renameSubgraph(const GraphModel& model, const QString& name, const QString& to) {
  const std::string from = name.toStdString(), id = to.toStdString();
  const auto& subgraphs = model.document().subgraphs();
  if (!subgraphs.contains(from) || subgraphs.contains(id) || !isId(id)) return {};
  Edit edit{"Rename " + name + " to " + to, Json::array(), {}};
  edit.operations.push_back(operation("rename-graph", {}, {{"name", from}, {"to", id}}));
  // Instances follow by themselves, parameters do not.
  eachRenamed(model, {{from, id}}, [&](const std::string& graph, const NodeEntry& node, Json own) {
    if (node.type == "graph:" + from) return;
    const QString now = QString::fromStdString(graph == from ? id : graph);
    edit.operations.push_back(putOperation(graphPath(now, {"nodes", node.id}), std::move(own)));
  });
  return edit;
}

Edit removeSubgraph(const GraphModel& model, const QString& name) {
  const std::string from = name.toStdString();
  if (!model.document().subgraphs().contains(from) || usesOf(from, model.document(), model.catalog()) > 0) return {};
  Edit edit{"Remove subgraph " + name, Json::array(), {}};
  edit.operations.push_back(operation("remove-graph", {}, {{"name", from}}));
  return edit;
}

}  // namespace weft::editor
