#include "commands/subgraph_names.h"

#include <algorithm>

namespace weft::editor {
namespace {

constexpr std::string_view prefix = "graph:";

bool mayNameBody(const NodeType* type, const std::string& parameter) {
  if (!type) return true;
  const int index = type->parameterIndex(parameter);
  return index >= 0 && type->parameters[static_cast<size_t>(index)].kind == WEFT_PARAMETER_GRAPH;
}

}  // namespace

std::set<std::string> subgraphsOf(const NodeEntry& node, const Document& document, const NodeCatalog& catalog) {
  std::set<std::string> names;
  const auto add = [&](const std::string& name) {
    if (document.subgraphs().contains(name)) names.insert(name);
  };
  if (node.type.starts_with(prefix)) {
    add(node.type.substr(prefix.size()));
    return names;
  }
  const NodeType* type = catalog.find(node.type);
  for (const auto& [parameter, value] : node.parameters) {
    if (value.is_string() && mayNameBody(type, parameter)) add(value.get_ref<const std::string&>());
  }
  return names;
}

std::set<std::string> innerOf(const Graph& graph, const Document& document, const NodeCatalog& catalog) {
  std::set<std::string> names;
  for (const NodeEntry& node : graph.nodes) names.merge(subgraphsOf(node, document, catalog));
  return names;
}

std::set<std::string> withInner(std::set<std::string> names, const Document& document, const NodeCatalog& catalog) {
  std::vector<std::string> open(names.begin(), names.end());
  while (!open.empty()) {
    const auto graph = document.subgraphs().find(open.back());
    open.pop_back();
    if (graph == document.subgraphs().end()) continue;
    for (const std::string& inner : innerOf(graph->second, document, catalog)) {
      if (names.insert(inner).second) open.push_back(inner);
    }
  }
  return names;
}

int usesOf(const std::string& subgraph, const Document& document, const NodeCatalog& catalog) {
  const auto count = [&](const Graph& graph) {
    return std::count_if(graph.nodes.begin(), graph.nodes.end(), [&](const NodeEntry& node) {
      return subgraphsOf(node, document, catalog).contains(subgraph);
    });
  };
  auto uses = count(document.graph());
  for (const auto& [name, graph] : document.subgraphs()) uses += count(graph);
  return static_cast<int>(uses);
}

void renameSubgraphs(Json& node, const SubgraphNames& names, const NodeCatalog& catalog) {
  const std::string typeId = node.value("type", "");
  if (typeId.starts_with(prefix)) {
    const auto found = names.find(typeId.substr(prefix.size()));
    if (found != names.end()) node["type"] = std::string(prefix) + found->second;
    return;
  }
  const auto parameters = node.find("params");
  if (parameters == node.end()) return;
  const NodeType* type = catalog.find(typeId);
  for (const auto& [parameter, value] : parameters->items()) {
    if (!value.is_string() || !mayNameBody(type, parameter)) continue;
    const auto found = names.find(value.get_ref<const std::string&>());
    if (found != names.end()) value = found->second;
  }
}

void renameSubgraphsIn(Json& graph, const SubgraphNames& names, const NodeCatalog& catalog) {
  if (names.empty()) return;
  for (const auto& [id, node] : graph.at("nodes").items()) renameSubgraphs(node, names, catalog);
}

}  // namespace weft::editor
