#include "document/change.h"

#include "document/names.h"

namespace weft::editor {
namespace {

using Path = std::vector<std::string>;

QString qstring(const std::string& text) { return QString::fromStdString(text); }

// A member of a graph (the file's own members at the top): `path` begins there, and is not empty.
void memberChanged(const Path& path, Change::InGraph& graph, bool& interface) {
  const std::string& member = path.front();
  if (member == "nodes") {
    if (path.size() > 1)
      graph.nodes.insert(qstring(path[1]));
    else
      graph.everything = true;
  } else if (member == "inputs" || member == "outputs") {
    interface = true;
    graph.nodes.insert(member == "inputs" ? inputsNode() : outputsNode());
  } else if (member == "editor") {
    const bool ofNodes = path.size() > 1 && (path[1] == "positions" || path[1] == "nodes");
    if (ofNodes && path.size() > 2)
      graph.nodes.insert(qstring(path[2]));
    else if (ofNodes || path.size() == 1)
      graph.everything = true;
    else
      graph.decoration = true;
  }
}

void touched(const Path& path, Change& change, QSet<QString>& interfaces) {
  if (path.empty()) return;
  bool interface = false;
  if (path.front() != "graphs") {
    memberChanged(path, change.graphs[QString()], interface);
    return;
  }
  if (path.size() <= 2) change.subgraphs = true;
  if (path.size() == 1) return;
  const QString name = qstring(path[1]);
  Change::InGraph& graph = change.graphs[name];
  if (path.size() == 2)
    graph.everything = interface = true;
  else
    memberChanged(Path(path.begin() + 2, path.end()), graph, interface);
  if (interface) interfaces.insert(name);
}

void addInstances(const Graph& graph, const QSet<QString>& interfaces, Change& change) {
  for (const NodeEntry& node : graph.nodes) {
    if (node.type.starts_with("graph:") && interfaces.contains(qstring(node.type.substr(6)))) {
      change.graphs[qstring(graph.name)].nodes.insert(qstring(node.id));
    }
  }
}

}  // namespace

Change changeOf(const Json& splices, const Document& document) {
  Change change;
  QSet<QString> interfaces;
  for (const Json& splice : splices) {
    const Path path = splice.at("path").get<Path>();
    const auto member = [&](const std::string& key) {
      Path whole = path;
      whole.push_back(key);
      touched(whole, change, interfaces);
    };
    for (const Json& key : splice.at("erase")) member(key.get<std::string>());
    for (const Json& inserted : splice.at("insert")) member(inserted.at("key").get<std::string>());
  }
  if (!interfaces.isEmpty()) {
    addInstances(document.graph(), interfaces, change);
    for (const auto& [name, graph] : document.subgraphs()) addInstances(graph, interfaces, change);
  }
  return change;
}

}  // namespace weft::editor
