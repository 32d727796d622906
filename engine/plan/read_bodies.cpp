// What a node is told of the subgraph that it runs, and what it says of it: which inputs each pass is given.
#include <weft/base/text.h>
#include <algorithm>

#include "planning.h"

namespace weft {
namespace {

const Graph* subgraphOf(const Planning& planning, const NodeEntry& entry) {
  const auto inner = planning.document.subgraphs().find(entry.type.substr(graphPrefix.size()));
  return inner == planning.document.subgraphs().end() ? nullptr : &inner->second;
}

// What a target of a graph's input takes; any where only types or parameters tell.
Type declaredTarget(const Planning& planning, const Graph& start, Endpoint target) {
  const Graph* graph = &start;
  for (;;) {
    const NodeEntry* entry = graph->find(target.node);
    if (!entry) return Type::any();
    if (!entry->type.starts_with(graphPrefix)) {
      const NodeType* type = planning.catalog.find(entry->type);
      if (!type) return Type::any();
      if (const int input = type->inputIndex(target.port); input >= 0) {
        return substitute(type->inputs[static_cast<size_t>(input)].type, {});
      }
      const int parameter = type->parameterIndex(target.port);
      return parameter < 0 ? Type::any() : parameterLinkType(type->parameters[static_cast<size_t>(parameter)]);
    }
    graph = subgraphOf(planning, *entry);
    if (!graph) return Type::any();
    const auto input = std::find_if(graph->inputs.begin(), graph->inputs.end(),
                                    [&](const GraphInput& item) { return item.name == target.port; });
    if (input == graph->inputs.end() || input->to.empty()) return Type::any();
    target = input->to.front();
  }
}

std::optional<Type> unlessAny(Type type) {
  if (type == Type::any()) return std::nullopt;
  return type;
}

}  // namespace

Type declaredOutput(const Planning& planning, const Graph& start, const Endpoint& output) {
  const Graph* graph = &start;
  Endpoint endpoint = output;
  for (;;) {
    const NodeEntry* entry = graph->find(endpoint.node);
    if (!entry) return Type::any();
    if (!entry->type.starts_with(graphPrefix)) {
      const NodeType* type = planning.catalog.find(entry->type);
      const int index = type ? type->outputIndex(endpoint.port) : -1;
      return index < 0 ? Type::any() : substitute(type->outputs[static_cast<size_t>(index)].type, {});
    }
    graph = subgraphOf(planning, *entry);
    if (!graph) return Type::any();
    const auto inner = std::find_if(graph->outputs.begin(), graph->outputs.end(),
                                    [&](const auto& item) { return item.first == endpoint.port; });
    if (inner == graph->outputs.end()) return Type::any();
    endpoint = inner->second;
  }
}

// Every target must take what flows in, so that the first one that says anything says enough.
BodySignature declaredSignature(const Planning& planning, const Graph& graph, size_t parameter) {
  BodySignature signature;
  signature.parameter = parameter;
  for (const GraphInput& input : graph.inputs) {
    Type type = Type::any();
    for (size_t k = 0; k < input.to.size() && type == Type::any(); ++k) {
      type = declaredTarget(planning, graph, input.to[k]);
    }
    signature.inputs.push_back({input.name, unlessAny(std::move(type)), !input.defaultValue.is_discarded()});
  }
  for (const auto& [name, source] : graph.outputs) {
    signature.outputs.push_back({name, unlessAny(declaredOutput(planning, graph, source)), false});
  }
  return signature;
}

Result<void> readArguments(Planning& planning, size_t node, const NodeQuestion& question) {
  const int index = planning.expansion.nodes[node].body;
  FlatBody& body = planning.bodies[static_cast<size_t>(index)];
  body.declared = question.bodies.front();
  if (!planning.nodes[node].type->inferBody) return {};
  auto given = planning.nodes[node].type->inferBody(question);
  if (!given) return given.error();
  body.arguments = std::move(*given);
  std::vector<int>& arguments = planning.expansion.scopeOf(index).arguments;
  arguments.assign(body.declared.inputs.size(), -1);
  const auto& inputs = planning.expansion.bodyGraph(index).inputs;
  for (size_t i = 0; i < body.arguments.size(); ++i) {
    const auto input = inputs.find(body.arguments[i].name);
    if (input == inputs.end() || arguments[static_cast<size_t>(input->second)] >= 0) {
      return makeError(ErrorCode::Internal, "infer_body() names " + inQuotes(body.arguments[i].name) +
                                                " twice, or what is no input of the body");
    }
    arguments[static_cast<size_t>(input->second)] = static_cast<int>(i);
  }
  return {};
}

}  // namespace weft
