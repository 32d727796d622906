#include "document/links.h"

#include "document/names.h"

namespace weft::editor {
namespace {

void addOf(const NodeEntry& node, std::vector<Link>& links) {
  for (const auto& [port, sources] : node.inputs) {
    const PortRef to{QString::fromStdString(node.id), QString::fromStdString(port)};
    for (size_t i = 0; i < sources.size(); ++i) links.push_back({portRef(sources[i]), to, static_cast<int>(i)});
  }
}

void addInputs(const Graph& graph, const std::string* target, std::vector<Link>& links) {
  for (const GraphInput& input : graph.inputs) {
    for (const Endpoint& to : input.to) {
      if (target && to.node != *target) continue;
      links.push_back({{inputsNode(), QString::fromStdString(input.name)}, portRef(to), 0});
    }
  }
}

void addOutputs(const Graph& graph, std::vector<Link>& links) {
  for (const auto& [name, source] : graph.outputs) {
    links.push_back({portRef(source), {outputsNode(), QString::fromStdString(name)}, 0});
  }
}

}  // namespace

std::vector<Link> linksOf(const Graph& graph) {
  std::vector<Link> links;
  addInputs(graph, nullptr, links);
  for (const NodeEntry& node : graph.nodes) addOf(node, links);
  addOutputs(graph, links);
  return links;
}

std::vector<Link> linksInto(const Graph& graph, const QString& node) {
  std::vector<Link> links;
  if (node == outputsNode()) addOutputs(graph, links);
  const std::string id = node.toStdString();
  if (const NodeEntry* entry = graph.find(id)) {
    addInputs(graph, &id, links);
    addOf(*entry, links);
  }
  return links;
}

Endpoint endpoint(const PortRef& port) { return {port.node.toStdString(), port.port.toStdString()}; }

PortRef portRef(const Endpoint& endpoint) {
  return {QString::fromStdString(endpoint.node), QString::fromStdString(endpoint.port)};
}

}  // namespace weft::editor
