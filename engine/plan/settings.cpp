// --set: whether its names exist, and what the document looks like with it.
#include <weft/base/text.h>
#include <algorithm>

#include "planning.h"

namespace weft {
namespace {

std::vector<std::string> inputNames(const Graph& graph) {
  std::vector<std::string> names;
  for (const GraphInput& input : graph.inputs) names.push_back(input.name);
  return names;
}

// Whether the node or instance takes what is set; else what it takes, for a suggestion.
bool takes(const Planning& planning, const Expansion::Found& found, const std::string& name,
           std::vector<std::string>& known) {
  if (found.scope >= 0) {
    known = inputNames(*planning.expansion.scopes[static_cast<size_t>(found.scope)].info->graph);
  } else {
    const auto index = static_cast<size_t>(found.node);
    const NodeState state = planning.expansion.nodes[index].state;
    if (state == NodeState::Muted || state == NodeState::Unknown) return true;
    const FlatNode& node = planning.nodes[index];
    for (const PortType& port : node.inputs) known.push_back(port.id);
    if (node.type) {
      for (const ParameterType& parameter : node.type->parameters) known.push_back(parameter.id);
    }
  }
  return std::find(known.begin(), known.end(), name) != known.end();
}

void checkName(Planning& planning, const std::string& name) {
  const auto problem = [&](const std::string& message) { planning.problems.add("--set " + printable(name), message); };
  const size_t dot = name.rfind('.');
  if (dot == std::string::npos) {
    const std::vector<std::string> inputs = inputNames(planning.document.graph());
    if (std::find(inputs.begin(), inputs.end(), name) != inputs.end()) return;
    if (inputs.empty()) return problem("the graph has no inputs; set a parameter as NODE.PARAMETER=VALUE");
    return problem("the graph has no input " + inQuotes(name) +
                   planning.problems.suggest(name, [&] { return inputs; }));
  }
  const std::string id = name.substr(0, dot), parameter = name.substr(dot + 1);
  const Expansion::Found found = planning.expansion.findId(id);
  if (found.node < 0 && found.scope < 0) {
    return problem("no node " + inQuotes(id) + planning.problems.suggest(id, [&] {
      std::vector<std::string> ids;
      for (size_t i = 0; i < planning.nodes.size(); ++i) {
        if (!planning.isCheckOnly(i)) ids.push_back(planning.expansion.idOf(i));
      }
      return ids;
    }));
  }
  std::vector<std::string> known;
  if (takes(planning, found, parameter, known)) return;
  problem("node " + inQuotes(id) + " has no parameter or input " + inQuotes(parameter) +
          planning.problems.suggest(parameter, [&] { return known; }));
}

// Whether VALUE is a text to what the endpoint names, a parameter or port of the top graph or of one further in.
bool endpointWantsText(const Planning& planning, const Graph& start, const Endpoint& first) {
  const Graph* graph = &start;
  Endpoint endpoint = first;
  for (;;) {
    const NodeEntry* entry = graph->find(endpoint.node);
    if (!entry) return false;
    if (!entry->type.starts_with(graphPrefix)) {
      const NodeType* type = planning.catalog.find(entry->type);
      const int parameter = type ? type->parameterIndex(endpoint.port) : -1;
      if (parameter >= 0) return wantsText(type->parameters[static_cast<size_t>(parameter)]);
      const int port = type ? type->inputIndex(endpoint.port) : -1;
      return port >= 0 && type->inputs[static_cast<size_t>(port)].type.text() == "string";
    }
    const auto inner = planning.document.subgraphs().find(entry->type.substr(graphPrefix.size()));
    if (inner == planning.document.subgraphs().end()) return false;
    graph = &inner->second;
    const auto input = std::find_if(graph->inputs.begin(), graph->inputs.end(),
                                    [&](const GraphInput& item) { return item.name == endpoint.port; });
    if (input == graph->inputs.end() || input->to.empty()) return false;
    endpoint = input->to.front();
  }
}

Json literalOf(bool wantsText, const Json& set) {
  const Result<Json> parsed = readSetValue(wantsText, set);
  return parsed ? *parsed : set;
}

}  // namespace

void checkSettings(Planning& planning) {
  for (const auto& [name, value] : planning.options.set) checkName(planning, name);
  for (const auto& [name, value] : planning.options.bound) checkName(planning, name);
  if (auto checked = checkDevice(planning.options.device); !checked) {
    planning.problems.add("--device", checked.error().message);
  }
  if (auto checked = checkDtype(planning.options.dtype); !checked) {
    planning.problems.add("--dtype", checked.error().message);
  }
}

std::string documentWithSettings(const Planning& planning) {
  if (planning.options.set.empty()) return dumpJson(planning.document.json());
  Document document = planning.document;
  const Graph& graph = planning.document.graph();
  for (const auto& [name, value] : planning.options.set) {
    const size_t dot = name.rfind('.');
    if (dot == std::string::npos) {
      const auto input = std::find_if(graph.inputs.begin(), graph.inputs.end(),
                                      [&name = name](const GraphInput& item) { return item.name == name; });
      const bool text =
          input != graph.inputs.end() && !input->to.empty() && endpointWantsText(planning, graph, input->to.front());
      (void)document.setInputDefault(name, literalOf(text, value));
    } else if (const Endpoint target{name.substr(0, dot), name.substr(dot + 1)};
               target.node.find('/') == std::string::npos) {
      // What lies inside a subgraph is shared by its instances and cannot be written down for one of them.
      (void)document.setParameter(target.node, target.port,
                                  literalOf(endpointWantsText(planning, graph, target), value));
    }
  }
  return dumpJson(document.json());
}

}  // namespace weft
