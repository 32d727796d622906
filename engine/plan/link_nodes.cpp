// Links between nodes, constants at ports, and what is missing.
#include <weft/base/text.h>
#include <algorithm>

#include "planning.h"

namespace weft {
namespace {

// "image", "anything"
std::string describeType(const Type& type) { return substitute(type, {}).isAny() ? "anything" : type.text(); }

class NodeLinker {
 public:
  NodeLinker(Planning& planning, size_t index)
      : m_planning(planning),
        m_index(index),
        m_placed(planning.expansion.nodes[index]),
        m_node(planning.nodes[index]) {}

  void link() {
    if (m_placed.state == NodeState::Muted || m_placed.state == NodeState::Unknown) return;
    m_node.links.resize(m_node.inputs.size());
    for (size_t port = 0; port < m_node.inputs.size(); ++port) linkPort(port);
    for (size_t i = 0; i < m_node.parameters.size(); ++i) {
      if (!m_node.parameters[i] && !m_node.parameterLinks[i].open) linkParameter(i);
    }
    if (m_placed.body >= 0) linkBody();
  }

 private:
  InputSource sourceOf(const std::string& id) const {
    return m_planning.expansion.inputSource(m_placed.scope, *m_placed.entry, id);
  }
  void problemAt(const std::string& where, std::string message) {
    m_node.broken = true;
    m_planning.problemAt(m_index, where, std::move(message));
  }

  void linkPort(size_t index) {
    const PortType& port = m_node.inputs[index];
    const InputSource source = sourceOf(port.id);
    std::vector<FlatSource>& links = m_node.links[index];
    switch (source.kind) {
      case InputSource::Kind::Links:
        if (source.links->size() > 1 && !port.has(WEFT_PORT_VARIADIC)) {
          return problemAt(source.where(), "input " + inQuotes(port.id) + " takes one link, found " +
                                               std::to_string(source.links->size()));
        }
        links = follow(source);
        return;
      case InputSource::Kind::Nothing:
        return useDefaultOfBody(port, source, links);
      case InputSource::Kind::Argument:
        links.push_back(argumentOf(source));
        return;
      case InputSource::Kind::Open:
        links.emplace_back().open = true;
        return;
      case InputSource::Kind::Bound:
        links.emplace_back().constant = *source.bound;
        return;
      case InputSource::Kind::Literal: {
        Result<Value> value = readPortLiteral(substitute(port.type, {}), *source.literal, source.origin);
        if (!value) return problemAt(source.where(), value.error().message);
        links.emplace_back().constant = std::move(*value);
        return;
      }
    }
  }

  static FlatSource argumentOf(const InputSource& source) {
    FlatSource argument;
    argument.body = source.body;
    argument.output = source.argument;
    return argument;
  }

  // A port for an input of the node's body has the default that stands there.
  void useDefaultOfBody(const PortType& port, const InputSource& source, std::vector<FlatSource>& links) {
    if (m_placed.body < 0) return reportMissing(port, source);
    const GraphInfo& info = m_planning.expansion.bodyGraph(m_placed.body);
    const auto input = info.inputs.find(port.id);
    if (input == info.inputs.end()) return reportMissing(port, source);
    const Json& literal = info.graph->inputs[static_cast<size_t>(input->second)].defaultValue;
    if (literal.is_discarded()) return reportMissing(port, source);
    Result<Value> value = readPortLiteral(substitute(port.type, {}), literal, LiteralOrigin::File);
    if (!value) return problemAt(info.path + "inputs." + port.id + ".default", value.error().message);
    links.emplace_back().constant = std::move(*value);
  }

  void linkBody() {
    FlatBody& body = m_planning.bodies[static_cast<size_t>(m_placed.body)];
    const GraphInfo& info = m_planning.expansion.bodyGraph(m_placed.body);
    const int scope = m_planning.expansion.bodies[static_cast<size_t>(m_placed.body)].scope;
    for (const auto& [name, source] : info.graph->outputs) {
      body.outputs.push_back(m_planning.follow(
          scope, source, [&, &name = name] { return info.path + "outputs." + name; }, lastOrder));
    }
  }

  void reportMissing(const PortType& port, const InputSource& source) {
    if (port.has(WEFT_PORT_OPTIONAL) || m_placed.state == NodeState::Bypassed) return;
    if (!source.unfed) {
      return problemAt(source.where(), "required input is not linked; it takes " + describeType(port.type));
    }
    problemAt(source.where(), "has no default and feeds the required input " +
                                  inQuotes(m_planning.expansion.idOf(m_index) + "." + port.id) + "; give --set " +
                                  *source.unfed + "=VALUE");
  }

  void linkParameter(size_t i) {
    const ParameterType& parameter = m_node.type->parameters[i];
    const InputSource source = sourceOf(parameter.id);
    const bool argument = source.kind == InputSource::Kind::Argument;
    if (source.kind != InputSource::Kind::Links && !argument) return;  // its literal was wrong
    if (parameter.kind == WEFT_PARAMETER_PATH) {
      return problemAt(source.where(),
                       "a path is given as a literal, so that it is checked before anything runs; it "
                       "cannot be linked");
    }
    if (argument) {
      m_node.parameterLinks[i] = argumentOf(source);
      return;
    }
    if (source.links->size() > 1) {
      return problemAt(source.where(), "parameter " + inQuotes(parameter.id) + " takes one link, found " +
                                           std::to_string(source.links->size()));
    }
    const std::vector<FlatSource> links = follow(source);
    if (!links.empty()) m_node.parameterLinks[i] = links[0];
  }

  // What the links lead to; those that lead nowhere became problems and count as open.
  std::vector<FlatSource> follow(const InputSource& source) {
    if (!source.setName.empty()) {
      const Endpoint& link = source.links->front();
      problemAt("--set " + source.setName, "is driven by a link from " + inQuotes(link.node + "." + link.port));
    }
    std::vector<FlatSource> links;
    links.reserve(source.links->size());
    for (size_t k = 0; k < source.links->size(); ++k) {
      const auto where = [&] {
        return source.links->size() > 1 ? source.where() + "[" + std::to_string(k) + "]" : source.where();
      };
      links.push_back(m_planning.follow(source.scope, (*source.links)[k], where, m_index + 1));
      if (links.back().open) m_node.broken = true;
    }
    return links;
  }

  Planning& m_planning;
  size_t m_index;
  const Placed& m_placed;
  FlatNode& m_node;
};

bool takes(const Placed& placed, const FlatNode& node, const std::string& port) {
  if (placed.state == NodeState::Muted || placed.state == NodeState::Unknown) return true;
  return std::any_of(node.inputs.begin(), node.inputs.end(), [&](const PortType& known) { return known.id == port; }) ||
         (node.type && node.type->parameterIndex(port) >= 0);
}

// What the inputs of one graph feed, with the ports that its first instance has.
void checkFeeds(Planning& planning, const GraphInfo& info) {
  for (const GraphInput& input : info.graph->inputs) {
    for (size_t k = 0; k < input.to.size(); ++k) {
      const Endpoint& target = input.to[k];
      const Expansion::Found found = planning.expansion.findIn(info.firstScope, target.node);
      const std::string where = info.path + "inputs." + input.name + ".to[" + std::to_string(k) + "]";
      std::vector<std::string> known;
      std::string owner;
      if (found.scope >= 0) {
        const Scope& scope = planning.expansion.scopes[static_cast<size_t>(found.scope)];
        if (scope.info->inputs.contains(target.port)) continue;
        for (const GraphInput& item : scope.info->graph->inputs) known.push_back(item.name);
        owner = scope.instance->type;
      } else if (found.node >= 0) {
        const auto index = static_cast<size_t>(found.node);
        const Placed& placed = planning.expansion.nodes[index];
        const FlatNode& node = planning.nodes[index];
        if (takes(placed, node, target.port)) continue;
        for (const PortType& port : node.inputs) known.push_back(port.id);
        if (node.type) {
          for (const ParameterType& parameter : node.type->parameters) known.push_back(parameter.id);
        }
        owner = placed.entry->type;
      } else {
        continue;  // no such node: found while the inputs were indexed
      }
      planning.problems.add(where, owner + " has no input or parameter " + inQuotes(target.port) +
                                       planning.problems.suggest(target.port, [&] { return known; }));
    }
  }
}

}  // namespace

void linkNodes(Planning& planning) {
  for (size_t i = 0; i < planning.nodes.size(); ++i) NodeLinker(planning, i).link();
}

void checkBorders(Planning& planning) {
  for (const auto& info : planning.expansion.graphs()) {
    if (info->firstScope < 0) continue;
    checkFeeds(planning, *info);
    for (const auto& [name, source] : info->graph->outputs) {
      planning.follow(
          info->firstScope, source, [&, &name = name] { return info->path + "outputs." + name; }, lastOrder);
    }
  }
}

}  // namespace weft
