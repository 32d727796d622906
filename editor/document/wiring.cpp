#include "document/wiring.h"

namespace weft::editor {
namespace {

const std::vector<std::string> none;

}  // namespace

Wiring::Wiring(const Graph& graph) {
  for (const GraphInput& input : graph.inputs) {
    for (const Endpoint& to : input.to) {
      if (m_fed.insert(to.node + "." + to.port).second) m_fedPorts[to.node].push_back(to.port);
    }
  }
  std::unordered_set<std::string> read;
  const auto add = [&](const Endpoint& source) {
    if (read.insert(source.node + "." + source.port).second) m_readOutputs[source.node].push_back(source.port);
  };
  for (const NodeEntry& node : graph.nodes) {
    for (const auto& [port, sources] : node.inputs) {
      for (const Endpoint& source : sources) add(source);
    }
  }
  for (const auto& [name, source] : graph.outputs) add(source);
}

const std::vector<std::string>& Wiring::fedPorts(const std::string& node) const {
  const auto found = m_fedPorts.find(node);
  return found == m_fedPorts.end() ? none : found->second;
}

const std::vector<std::string>& Wiring::readOutputs(const std::string& node) const {
  const auto found = m_readOutputs.find(node);
  return found == m_readOutputs.end() ? none : found->second;
}

}  // namespace weft::editor
