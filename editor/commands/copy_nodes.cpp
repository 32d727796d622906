#include "commands/clipboard.h"
#include "commands/operations.h"
#include "commands/subgraph_names.h"
#include "document/layout.h"

namespace weft::editor {
namespace {

// What feeds the copied nodes from the graph's border.
Json inputsOf(const GraphModel& model, const QString& graphName, const Graph& graph, const QSet<QString>& nodes) {
  Json::object_t inputs;
  for (const GraphInput& input : graph.inputs) {
    Json to = Json::array();
    for (const Endpoint& target : input.to) {
      if (nodes.contains(QString::fromStdString(target.node))) to.push_back(endpointText(target));
    }
    if (to.empty()) continue;
    Json own = model.graphJson(graphName)->at("inputs").at(input.name);
    own["to"] = std::move(to);
    inputs.push_back({input.name, std::move(own)});
  }
  return inputs;
}

Json picked(const Json& editor, const char* list, const QSet<int>& places) {
  Json items = Json::array();
  const auto found = editor.find(list);
  if (found == editor.end() || !found->is_array()) return items;
  for (size_t i = 0; i < found->size(); ++i) {
    if (places.contains(static_cast<int>(i))) items.push_back((*found)[i]);
  }
  return items;
}

Json pickedMembers(const Json& editor, const char* object, const QSet<QString>& nodes) {
  Json::object_t members;
  const auto found = editor.find(object);
  if (found == editor.end() || !found->is_object()) return members;
  for (const auto& [id, value] : found->items()) {
    if (nodes.contains(QString::fromStdString(id))) members.push_back({id, value});
  }
  return members;
}

void setIfAny(Json& object, const char* key, Json value) {
  if (!value.empty()) object[key] = std::move(value);
}

}  // namespace

QString copyNodes(const GraphModel& model, const QString& graphName, const QSet<QString>& nodes,
                  const QSet<int>& groups, const QSet<int>& notes) {
  const Graph* graph = model.graph(graphName);
  if (!graph) return {};
  const Document& document = model.document();
  Json::object_t members;
  std::set<std::string> subgraphs;
  for (const NodeEntry& node : graph->nodes) {
    const QString id = QString::fromStdString(node.id);
    if (!nodes.contains(id)) continue;
    members.push_back({node.id, *model.nodeJson(graphName, id)});
    subgraphs.merge(subgraphsOf(node, document, model.catalog()));
  }
  const Json& whole = *model.graphJson(graphName);
  const auto found = whole.find("editor");
  const Json editor = found != whole.end() && found->is_object() ? *found : Json::object();
  Json look = Json::object();
  setIfAny(look, "positions", pickedMembers(editor, "positions", nodes));
  setIfAny(look, "nodes", pickedMembers(editor, "nodes", nodes));
  setIfAny(look, "groups", picked(editor, "groups", groups));
  setIfAny(look, "notes", picked(editor, "notes", notes));
  if (members.empty() && !look.contains("groups") && !look.contains("notes")) return {};

  Json graphs = Json::object();
  for (const std::string& name : withInner(subgraphs, document, model.catalog())) {
    graphs[name] = document.json().at("graphs").at(name);
  }
  Json copy{{"weft", 1}};
  setIfAny(copy, "inputs", inputsOf(model, graphName, *graph, nodes));
  copy["nodes"] = std::move(members);
  setIfAny(copy, "graphs", std::move(graphs));
  setIfAny(copy, "editor", std::move(look));
  return QString::fromStdString(dumpJson(copy));
}

}  // namespace weft::editor
