// Types from node to node; on the way links across bypassed nodes are shortened and what is muted falls out.
#include <weft/base/text.h>
#include <algorithm>

#include "planning.h"

namespace weft {
namespace {

class TypeFlow {
 public:
  TypeFlow(Planning& planning, size_t index)
      : m_planning(planning),
        m_index(index),
        m_placed(planning.expansion.nodes[index]),
        m_node(planning.nodes[index]) {}

  void run() {
    if (m_placed.state == NodeState::Unknown) return;
    if (m_placed.state == NodeState::Muted) {
      m_node.leftOut = true;
      return;
    }
    for (auto& links : m_node.links) {
      for (FlatSource& link : links) shorten(link);
    }
    for (FlatSource& link : m_node.parameterLinks) shorten(link);
    m_node.passes.clear();  // of an earlier round, with other types
    m_node.outputTypes.clear();
    if (m_placed.state == NodeState::Bypassed) return findPasses(m_planning, m_index);
    dropLeftOut();
    if (m_node.leftOut) return;
    matchPorts();
    matchParameters();
    m_node.typed = true;
    if (m_placed.body >= 0) flowBody();
    if (m_node.leftOut) return;
    const auto isConcrete = [](const PortType& port) { return port.type.isConcrete(); };
    if (!std::all_of(m_node.outputs.begin(), m_node.outputs.end(), isConcrete)) substituteOutputs();
    if (m_node.type->infer && !m_node.broken) infer();
  }

 private:
  // The types in its body, which begin with what goes into the node. What the body cannot give, the node cannot either.
  void flowBody() {
    NodeQuestion asked = question();
    asked.bodies.push_back(m_planning.bodies[static_cast<size_t>(m_placed.body)].declared);
    m_node.leftOut = !flowBodyTypes(m_planning, m_index, asked);
  }

  void substituteOutputs() {
    m_node.outputTypes.reserve(m_node.outputs.size());
    for (const PortType& port : m_node.outputs) m_node.outputTypes.push_back(substitute(port.type, m_bindings));
  }

  // A link to a bypassed node becomes one to what that passes through.
  void shorten(FlatSource& link) {
    if (link.node < 0) return;
    const auto source = static_cast<size_t>(link.node);
    if (!m_planning.nodes[source].leftOut && m_planning.expansion.nodes[source].state != NodeState::Bypassed) return;
    link = acrossBypass(m_planning, link, [this] { return inQuotes(m_planning.expansion.idOf(m_index)); });
    m_node.broken = m_node.broken || link.open;
  }

  // What is muted takes everything with it that needs it; an optional input does without.
  void dropLeftOut() {
    for (size_t port = 0; port < m_node.links.size(); ++port) {
      auto& links = m_node.links[port];
      const size_t before = links.size();
      std::erase_if(links, [](const FlatSource& link) { return link.leftOut; });
      if (links.size() < before && links.empty() && !m_node.inputs[port].has(WEFT_PORT_OPTIONAL)) m_node.leftOut = true;
    }
    for (const FlatSource& link : m_node.parameterLinks) m_node.leftOut = m_node.leftOut || link.leftOut;
  }

  void matchPorts() {
    for (size_t port = 0; port < m_node.links.size(); ++port) {
      const PortType& wanted = m_node.inputs[port];
      for (size_t k = 0; k < m_node.links[port].size(); ++k) {
        const FlatSource& link = m_node.links[port][k];
        Type made;
        const Type& type = typeOfSource(m_planning, link, made);
        if (accepts(wanted.type, link, type)) {
          // A port that stands for an input of a body hands on what it takes.
          if (port < m_node.type->inputs.size()) checkCrossing(link, wanted, k, m_node.links[port].size());
          continue;
        }
        mismatch(wanted.id, "input", link, type, wanted.type, k, m_node.links[port].size());
      }
    }
  }

  void checkCrossing(const FlatSource& link, const PortType& wanted, size_t k, size_t count) {
    if (link.node < 0) return;
    const NodeType& from = *m_planning.nodes[static_cast<size_t>(link.node)].type;
    const auto why = m_planning.crossings.whyNot(from, *m_node.type, wanted.type);
    if (!why) return;
    m_node.broken = true;
    m_planning.problemAt(m_index, placeOf(wanted.id, k, count), *why);
  }

  // A value is held to the port by what it is; its type binds variables where it can.
  bool accepts(const Type& wanted, const FlatSource& link, const Type& type) {
    if (link.constant && !checkValue(link.constant, substitute(wanted, m_bindings))) return false;
    return matchType(type, wanted, m_bindings).ok() || link.constant;
  }

  void matchParameters() {
    for (size_t i = 0; i < m_node.parameterLinks.size(); ++i) {
      const FlatSource& link = m_node.parameterLinks[i];
      if (link.node < 0 && link.body < 0) continue;
      const ParameterType& parameter = m_node.type->parameters[i];
      Type made;
      const Type& type = typeOfSource(m_planning, link, made);
      TypeBindings none;
      if (matchType(type, parameterLinkType(parameter), none)) continue;
      mismatch(parameter.id, "parameter", link, type, parameterLinkType(parameter), 0, 1);
    }
  }

  void mismatch(const std::string& id, const char* what, const FlatSource& link, const Type& type, const Type& wanted,
                size_t k, size_t count) {
    m_node.broken = true;
    const std::string where = placeOf(id, k, count);
    const Type known = substitute(wanted, m_bindings);
    std::string message;
    if (link.body >= 0) {
      const FlatBody& body = m_planning.bodies[static_cast<size_t>(link.body)];
      message =
          "input " + inQuotes(body.arguments[static_cast<size_t>(link.output)].name) + " of the body is " + type.text();
    } else if (link.node >= 0) {
      const auto from = static_cast<size_t>(link.node);
      message = inQuotes(nameOf(from, static_cast<size_t>(link.output))) + " is " + type.text();
    } else {
      message = "this is " + link.constant.describe();
    }
    m_planning.problemAt(m_index, where,
                         message + ", which does not fit " + what + " " + inQuotes(id) + " (" +
                             (known.isAny() ? wanted : known).text() + ")" + betterOutput(link, wanted));
  }

  // Where the `k`th of a port's links stands.
  std::string placeOf(const std::string& id, size_t k, size_t count) const {
    const InputSource source = m_planning.expansion.inputSource(m_placed.scope, *m_placed.entry, id);
    return count > 1 ? source.where() + "[" + std::to_string(k) + "]" : source.where();
  }

  std::string nameOf(size_t node, size_t output) const {
    return m_planning.expansion.idOf(node) + "." + m_planning.nodes[node].outputs[output].id;
  }

  // The one other output of the same node that would fit, as a suggestion.
  std::string betterOutput(const FlatSource& link, const Type& wanted) const {
    if (link.node < 0) return {};
    const auto from = static_cast<size_t>(link.node);
    const FlatNode& source = m_planning.nodes[from];
    std::string fitting;
    for (size_t i = 0; i < source.outputs.size(); ++i) {
      Type made;
      TypeBindings bindings = m_bindings;
      const Type& type = typeOfSource(m_planning, {link.node, static_cast<int>(i), {}}, made);
      if (type.isAny() || !matchType(type, wanted, bindings)) continue;
      if (!fitting.empty()) return {};
      fitting = nameOf(from, i);
    }
    return fitting.empty() ? fitting : "; did you mean " + inQuotes(fitting) + "?";
  }

  NodeQuestion question() const {
    NodeQuestion question{m_node.parameters, std::vector<std::optional<Type>>(m_node.inputs.size()), m_node.inputs, {}};
    for (size_t port = 0; port < m_node.links.size(); ++port) {
      if (m_node.links[port].empty()) continue;
      Type made;
      const Type& type = typeOfSource(m_planning, m_node.links[port][0], made);
      if (!type.isAny()) question.inputTypes[port] = type;
    }
    return question;
  }

  void infer() {
    NodeQuestion asked = question();
    if (m_placed.body >= 0) asked.bodies.push_back(m_planning.bodies[static_cast<size_t>(m_placed.body)].found);
    const Result<InferResult> result = m_node.type->infer(asked);
    if (!result) {
      m_node.broken = true;
      return m_planning.problemAt(m_index, placeOf(result.error().path), result.error().message);
    }
    m_node.outputBytes = result->outputBytes;
    if (m_node.outputTypes.empty()) substituteOutputs();
    const size_t count = std::min(result->outputTypes.size(), m_node.outputTypes.size());
    for (size_t i = 0; i < count; ++i) {
      if (result->outputTypes[i]) m_node.outputTypes[i] = substitute(*result->outputTypes[i], m_bindings);
    }
  }

  // Where the parameter or port stands that an error is about.
  std::string placeOf(const std::string& id) const {
    if (id.empty()) return m_planning.expansion.pathOf(m_index);
    const InputSource source = m_planning.expansion.inputSource(m_placed.scope, *m_placed.entry, id);
    if (source.kind != InputSource::Kind::Nothing) return source.where();
    return m_planning.expansion.pathOf(m_index) + (m_node.type->parameterIndex(id) >= 0 ? ".params." : ".inputs.") +
           printable(id);
  }

  Planning& m_planning;
  size_t m_index;
  const Placed& m_placed;
  FlatNode& m_node;
  TypeBindings m_bindings;
};

}  // namespace

const Type& typeOfSource(const Planning& planning, const FlatSource& source, Type& made) {
  static const Type any = Type::any();
  if (source.constant) return made = typeOfValue(source.constant);
  if (source.body >= 0) {
    const FlatBody& body = planning.bodies[static_cast<size_t>(source.body)];
    const PassInput& argument = body.arguments[static_cast<size_t>(source.output)];
    return argument.type ? *argument.type : any;
  }
  if (source.node < 0) return any;
  const FlatNode& node = planning.nodes[static_cast<size_t>(source.node)];
  const auto output = static_cast<size_t>(source.output);
  if (output < node.outputTypes.size()) return node.outputTypes[output];
  return node.typed && output < node.outputs.size() ? node.outputs[output].type : any;
}

void flowTypes(Planning& planning, const std::vector<int>& order) {
  for (const int node : order) TypeFlow(planning, static_cast<size_t>(node)).run();
}

}  // namespace weft
