// From JSON to the typed view of a graph file; every problem of form is collected, none ends the reading.
#pragma once

#include <weft/graph/document.h>

namespace weft {

// A place in the file, printed only when there is something to say about it.
struct Place {
  const Place* parent = nullptr;
  std::string_view key;
  std::string text() const;
};

class DocumentReader {
 public:
  explicit DocumentReader(Problems& problems) : m_problems(problems) {}

  // `subgraphs` is nullptr while a subgraph is read: they do not nest.
  void readGraph(const Json& json, const Place& place, Graph& graph,
                 std::map<std::string, Graph, std::less<>>* subgraphs);
  void readVersion(const Json& json);
  // One member of "nodes" and of "graphs", which stand at `place`; false after a problem that leaves nothing to read.
  bool readNode(const std::string& id, const Json& json, const Place& place, NodeEntry& node);
  bool readSubgraph(const std::string& name, const Json& json, const Place& place, Graph& graph);
  void readInputs(const Json& json, const Place& place, Graph& graph);
  void readOutputs(const Json& json, const Place& place, Graph& graph);

 private:
  void readSubgraphs(const Json& json, const Place& place, std::map<std::string, Graph, std::less<>>& subgraphs);
  void problem(const Place& place, std::string message);
  const Json* member(const Json& json, const Place& place, std::string_view key, Json::value_t type, const char* what);
  void readType(const Json& json, const Place& place, NodeEntry& node);
  void readSwitches(const Json& json, const Place& place, NodeEntry& node);
  void readLinks(const Json& json, const Place& place, NodeEntry& node);
  bool readEndpoint(const Json& json, const Place& place, Endpoint& endpoint);

  Problems& m_problems;
};

// A subgraph that instantiates itself, directly or through others, would never end: each such circle is one problem.
void findSubgraphCycles(const std::map<std::string, Graph, std::less<>>& subgraphs, Problems& problems);

}  // namespace weft
