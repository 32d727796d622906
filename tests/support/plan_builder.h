// Plans written by hand, so that the executor is tested without documents.
#pragma once

#include <algorithm>
#include <deque>

#include <weft/plan/plan.h>

namespace weft::test {

class PlanBuilder {
 public:
  // Node types live as long as the builder.
  const NodeType* keep(NodeType type) {
    m_types.push_back(std::move(type));
    return &m_types.back();
  }

  // In place of a node's index, for links and outputs: what a pass of this plan, a body, is given.
  static int argument(int number) { return -2 - number; }

  // `links`: for each input port, the nodes whose first output it reads. Answers the node's index.
  int add(const NodeType* type, std::string id, const std::vector<std::vector<int>>& links = {}, bool wanted = false) {
    PlannedNode node;
    node.id = std::move(id);
    node.type = type;
    node.inputs = type->inputs;
    node.outputs = type->outputs;
    for (const ParameterType& parameter : type->parameters) node.parameters.push_back(parameter.defaultValue);
    node.parameterLinks.resize(type->parameters.size());
    node.links.resize(type->inputs.size());
    for (size_t port = 0; port < links.size(); ++port) {
      for (const int source : links[port]) node.links[port].push_back(inputFrom(source));
    }
    for (const PortType& output : type->outputs) node.outputTypes.push_back(output.type);
    node.device = "cpu";
    node.key = {m_plan.nodes.size() + 1, 0};
    node.wanted = wanted;
    m_plan.nodes.push_back(std::move(node));
    return static_cast<int>(m_plan.nodes.size()) - 1;
  }

  PlannedNode& node(int index) { return m_plan.nodes[static_cast<size_t>(index)]; }
  void output(const std::string& name, int index) {
    m_plan.outputs.push_back({name, inputFrom(index)});
    if (index >= 0) node(index).wanted = true;
  }

  // The body that the node's first parameter names. `inner` must be complete.
  void body(int index, std::vector<std::string> inputs, const std::vector<int>& captures, PlanBuilder& inner) {
    PlannedBody body;
    body.inputs = std::move(inputs);
    for (const int source : captures) body.captures.push_back(inputFrom(source));
    Plan plan = inner.plan();
    for (PlannedNode& node : plan.nodes) node.cacheable = false;  // what they read differs from pass to pass
    body.plan = std::make_shared<const Plan>(std::move(plan));
    node(index).bodies.push_back(std::move(body));
  }

  // Fills in what follows from the links.
  const Plan& plan() {
    for (size_t n = m_plan.nodes.size(); n-- > 0;) {
      const auto read = [&](const PlannedInput& input) {
        if (input.node >= 0) node(input.node).height = std::max(node(input.node).height, m_plan.nodes[n].height + 1);
      };
      for (const auto& port : m_plan.nodes[n].links) std::for_each(port.begin(), port.end(), read);
      std::for_each(m_plan.nodes[n].parameterLinks.begin(), m_plan.nodes[n].parameterLinks.end(), read);
      for (const PlannedBody& body : m_plan.nodes[n].bodies) {
        std::for_each(body.captures.begin(), body.captures.end(), read);
      }
    }
    return m_plan;
  }

 private:
  static PlannedInput inputFrom(int source) {
    if (source >= 0) return {source, 0, {}};
    return {PlannedInput::fromArgument, -2 - source, {}};
  }

  std::deque<NodeType> m_types;
  Plan m_plan;
};

}  // namespace weft::test
