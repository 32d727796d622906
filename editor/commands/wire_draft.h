// Wires of a graph while an edit is put together: several changes of the same port, or of the same input of the graph,
// come out as one operation each.
#pragma once

#include <map>

#include "document/graph_model.h"
#include "document/links.h"

namespace weft::editor {

class WireDraft {
 public:
  WireDraft(const GraphModel& model, const QString& graph);

  // A node that the same edit adds before.
  void expect(const QString& node, const QString& typeId) { m_expected[node.toStdString()] = typeId.toStdString(); }

  // Takes the place of what was linked; one more at a variadic port.
  void connect(const PortRef& from, const PortRef& to);
  void remove(const Link& link);
  void setSource(const Link& link, const PortRef& from);

  void appendTo(Json& operations) const;

 private:
  using Key = std::pair<std::string, std::string>;  // node and port
  std::vector<Endpoint>& sourcesOf(const Endpoint& to);
  std::vector<Endpoint>& targetsOf(const std::string& input);
  void unfeed(const Endpoint& to);
  bool isVariadic(const Endpoint& to) const;
  Json path(std::initializer_list<std::string> keys) const;

  const GraphModel& m_model;
  const Graph& m_graph;
  std::map<std::string, std::string> m_expected;
  std::map<Key, std::vector<Endpoint>> m_sources;
  std::map<std::string, std::vector<Endpoint>> m_targets;    // of the graph's inputs
  std::map<std::string, std::optional<Endpoint>> m_outputs;  // of the graph; nullopt: gone
};

}  // namespace weft::editor
