// What a graph's wires say about its nodes, kept beside the document so that no node has to look through all of them.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <weft/graph/document.h>

namespace weft::editor {

class Wiring {
 public:
  explicit Wiring(const Graph& graph);

  // Whether one of the graph's own inputs ends there.
  bool isFed(const std::string& node, const std::string& port) const { return m_fed.contains(node + "." + port); }
  // Ports and parameters of the node in which the graph's inputs end.
  const std::vector<std::string>& fedPorts(const std::string& node) const;
  // Outputs of the node that wires begin at, each once.
  const std::vector<std::string>& readOutputs(const std::string& node) const;

 private:
  using Ports = std::unordered_map<std::string, std::vector<std::string>>;

  std::unordered_set<std::string> m_fed;
  Ports m_fedPorts, m_readOutputs;
};

}  // namespace weft::editor
