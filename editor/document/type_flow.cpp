#include "document/type_flow.h"

#include <weft/plan/parameters.h>

#include "document/names.h"

namespace weft::editor {
namespace {

const std::string boundaryInputs = inputsNode().toStdString();

template <typename Item>
const Item* findById(const std::vector<Item>& items, const std::string& id) {
  const auto found = std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.id == id; });
  return found == items.end() ? nullptr : &*found;
}

const GraphInput* findInput(const Graph& graph, const std::string& name) {
  const auto found = std::find_if(graph.inputs.begin(), graph.inputs.end(),
                                  [&](const GraphInput& input) { return input.name == name; });
  return found == graph.inputs.end() ? nullptr : &*found;
}

}  // namespace

// A graph by its links: who feeds an input from the border, who reads an output.
struct TypeFlow::Sides {
  std::map<Endpoint, std::string, decltype([](const Endpoint& a, const Endpoint& b) {
             return std::tie(a.node, a.port) < std::tie(b.node, b.port);
           })>
      feeds;
  std::map<std::pair<std::string, std::string>, std::vector<Endpoint>> readers;
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> outputs;
};

TypeFlow::TypeFlow(const GraphModel& model, const Graph& graph) : m_model(model) {
  m_scopes.push_back({&graph, -1, {}, {}});
}

const TypeFlow::Sides& TypeFlow::sidesOf(const Graph& graph) {
  std::shared_ptr<Sides>& sides = m_sides[&graph];
  if (sides) return *sides;
  sides = std::make_shared<Sides>();
  for (const GraphInput& input : graph.inputs) {
    for (const Endpoint& to : input.to) sides->feeds.emplace(to, input.name);
  }
  for (const NodeEntry& node : graph.nodes) {
    for (const auto& [port, sources] : node.inputs) {
      for (const Endpoint& from : sources) sides->readers[{from.node, from.port}].push_back({node.id, port});
    }
  }
  for (const auto& [name, from] : graph.outputs) sides->outputs[{from.node, from.port}].push_back(name);
  return *sides;
}

const Graph* TypeFlow::innerGraph(const NodeEntry& node) const {
  const QString name = subgraphOfType(QString::fromStdString(node.type));
  return name.isEmpty() ? nullptr : m_model.graph(name);
}

int TypeFlow::scopeOf(int parent, const NodeEntry& instance) {
  const auto [entry, isNew] =
      m_scopes[static_cast<size_t>(parent)].inner.try_emplace(instance.id, static_cast<int>(m_scopes.size()));
  const int scope = entry->second;
  if (isNew) m_scopes.push_back({innerGraph(instance), parent, instance.id, {}});
  return scope;
}

TypeFlow::Declared TypeFlow::declared(const Port& port) const {
  const Graph& graph = *m_scopes[static_cast<size_t>(port.scope)].graph;
  const NodeEntry* node = graph.find(port.node);
  const NodeType* type = node ? m_model.catalog().find(node->type) : nullptr;
  if (!type) return {};
  const PortType* input = findById(type->inputs, port.port);
  if (!input) {
    const ExtraPorts* extra = m_model.extraPorts(QString::fromStdString(graph.name), QString::fromStdString(port.node));
    input = extra ? findById(extra->inputs, port.port) : nullptr;
  }
  if (input) return {input->type, false, input->has(WEFT_PORT_VARIADIC)};
  const ParameterType* parameter = findById(type->parameters, port.port);
  return parameter ? Declared{parameterLinkType(*parameter), true, false} : Declared{};
}

std::vector<PortType> TypeFlow::outputsOf(const Port& port) const {
  const Graph& graph = *m_scopes[static_cast<size_t>(port.scope)].graph;
  const NodeEntry* node = graph.find(port.node);
  const NodeType* type = node ? m_model.catalog().find(node->type) : nullptr;
  if (!type) return {};
  std::vector<PortType> outputs = type->outputs;
  const ExtraPorts* extra = m_model.extraPorts(QString::fromStdString(graph.name), QString::fromStdString(port.node));
  if (extra) outputs.insert(outputs.end(), extra->outputs.begin(), extra->outputs.end());
  return outputs;
}

// Into instances, to the node that computes it; nullopt: there is none. The graph's own inputs end the way.
std::optional<TypeFlow::Port> TypeFlow::followOutput(Port output) {
  for (;;) {
    const Scope& scope = m_scopes[static_cast<size_t>(output.scope)];
    if (output.node == boundaryInputs) return output;
    const NodeEntry* node = scope.graph->find(output.node);
    if (!node) return std::nullopt;
    const Graph* inner = innerGraph(*node);
    if (!inner) return output;
    const auto found = std::find_if(inner->outputs.begin(), inner->outputs.end(),
                                    [&](const auto& item) { return item.first == output.port; });
    if (found == inner->outputs.end()) return std::nullopt;
    output = {scopeOf(output.scope, *node), found->second.node, found->second.port};
  }
}

// What is linked to an input: its own links, else those of the instance around it, through the border.
std::vector<TypeFlow::Port> TypeFlow::sourcesOf(Port input) {
  std::vector<Port> sources;
  for (;;) {
    const Scope& scope = m_scopes[static_cast<size_t>(input.scope)];
    const NodeEntry* node = scope.graph->find(input.node);
    if (!node) return sources;
    if (const auto links = node->inputs.find(input.port); links != node->inputs.end() && !links->second.empty()) {
      for (const Endpoint& from : links->second) {
        if (auto source = followOutput({input.scope, from.node, from.port})) sources.push_back(*std::move(source));
      }
      return sources;
    }
    const Sides& sides = sidesOf(*scope.graph);
    const auto feed = sides.feeds.find({input.node, input.port});
    if (feed == sides.feeds.end()) return sources;
    if (scope.parent < 0) return {{input.scope, boundaryInputs, feed->second}};
    input = {scope.parent, scope.instance, feed->second};
  }
}

std::vector<TypeFlow::Port> TypeFlow::targetsOf(const Port& input) {
  std::vector<Port> targets, open{input};
  while (!open.empty()) {
    Port port = std::move(open.back());
    open.pop_back();
    const NodeEntry* node = m_scopes[static_cast<size_t>(port.scope)].graph->find(port.node);
    const Graph* inner = node ? innerGraph(*node) : nullptr;
    if (!inner) {
      if (node) targets.push_back(std::move(port));
      continue;
    }
    const GraphInput* border = findInput(*inner, port.port);
    if (!border) continue;
    const int scope = scopeOf(port.scope, *node);
    for (auto to = border->to.rbegin(); to != border->to.rend(); ++to) open.push_back({scope, to->node, to->port});
  }
  return targets;
}

// Every port that an output flows into: links of its graph, into instances, and out of them.
std::vector<TypeFlow::Port> TypeFlow::readersOf(const Port& output) {
  std::vector<Port> readers, open{output};
  while (!open.empty()) {
    const Port port = std::move(open.back());
    open.pop_back();
    const Scope& scope = m_scopes[static_cast<size_t>(port.scope)];
    const Sides& sides = sidesOf(*scope.graph);
    if (const auto found = sides.readers.find({port.node, port.port}); found != sides.readers.end()) {
      for (const Endpoint& to : found->second) {
        for (Port& target : targetsOf({port.scope, to.node, to.port})) readers.push_back(std::move(target));
      }
    }
    if (scope.parent < 0) continue;
    if (const auto found = sides.outputs.find({port.node, port.port}); found != sides.outputs.end()) {
      for (const std::string& name : found->second) open.push_back({scope.parent, scope.instance, name});
    }
  }
  return readers;
}

// In the order of the ports, as the runner matches them.
std::vector<TypeFlow::Reading> TypeFlow::readingsOf(const NodeKey& key) {
  const auto& [scope, node] = key;
  std::vector<std::string> ports;
  if (const NodeType* type = m_model.catalog().find(node->type)) {
    for (const PortType& port : type->inputs) ports.push_back(port.id);
  }
  const auto add = [&](const std::string& port) {
    if (std::find(ports.begin(), ports.end(), port) == ports.end()) ports.push_back(port);
  };
  for (const auto& [port, links] : node->inputs) add(port);
  std::vector<Reading> readings;
  for (const std::string& port : ports) {
    const Declared declared = this->declared({scope, node->id, port});
    for (Port& source : sourcesOf({scope, node->id, port})) readings.push_back({port, declared, std::move(source)});
  }
  return readings;
}

Type TypeFlow::given(const Port& source, Trial trial) {
  const Scope& scope = m_scopes[static_cast<size_t>(source.scope)];
  if (source.node == boundaryInputs) return demanded(source.port);
  const NodeEntry* node = scope.graph->find(source.node);
  for (const auto* table : {&m_trial, &m_known}) {
    const auto known = table->find({source.scope, node});
    if (known == table->end() || (table == &m_trial && trial == Trial::Without)) continue;
    const auto type = known->second.outputs.find(source.port);
    return type == known->second.outputs.end() ? Type::any() : type->second;
  }
  return Type::any();
}

Type TypeFlow::demanded(const std::string& name) {
  const GraphInput* input = findInput(*m_scopes.front().graph, name);
  if (!input) return Type::any();
  for (const Endpoint& to : input->to) {
    for (const Port& target : targetsOf({0, to.node, to.port})) {
      if (Type type = substitute(declared(target).type, {}); !type.isAny()) return type;
    }
  }
  return Type::any();
}

// A bypassed node hands on, for each output, the first input that is known to fit it; then the first that may.
TypeFlow::Known TypeFlow::conclude(const NodeKey& key, const std::vector<Reading>& readings) {
  const auto& [scope, node] = key;
  Known known{true, {}};
  TypeBindings bindings;
  std::vector<Type> types;
  for (const Reading& reading : readings) {
    types.push_back(given(reading.source, Trial::Without));
    if (!reading.declared.isParameter) (void)matchType(types.back(), reading.declared.type, bindings);
  }
  for (const PortType& output : outputsOf({scope, node->id, {}})) {
    Type type = substitute(output.type, bindings);
    const auto passes = [&](bool isKnown) {
      return std::find_if(types.begin(), types.end(), [&](const Type& candidate) {
        TypeBindings none;
        return candidate.isAny() != isKnown && matchType(candidate, output.type, none);
      });
    };
    if (node->bypass) {
      auto pass = passes(true);
      if (pass == types.end()) pass = passes(false);
      if (pass != types.end()) type = *pass;
    }
    known.outputs.insert_or_assign(output.id, std::move(type));
  }
  return known;
}

// What an output needs comes first; a node met again on its own way back gives any.
void TypeFlow::work(const Port& output) {
  const auto keyOf = [&](const Port& port) {
    return NodeKey{port.scope, m_scopes[static_cast<size_t>(port.scope)].graph->find(port.node)};
  };
  std::vector<NodeKey> way{keyOf(output)};
  while (!way.empty()) {
    const NodeKey key = way.back();
    if (!key.second || m_known[key].done) {
      way.pop_back();
      continue;
    }
    const std::vector<Reading> readings = readingsOf(key);
    const size_t before = way.size();
    for (const Reading& reading : readings) {
      const NodeKey source = keyOf(reading.source);
      if (source.second && m_known.try_emplace(source).second) way.push_back(source);
    }
    if (way.size() > before) continue;
    m_known[key] = conclude(key, readings);
    way.pop_back();
  }
}

Type TypeFlow::typeOf(const Endpoint& output) {
  const std::optional<Port> source = followOutput({0, output.node, output.port});
  if (!source) return Type::any();
  if (source->node != boundaryInputs) work(*source);
  return given(*source);
}

TypeFlow::Wanted TypeFlow::wantedBy(const Port& input) {
  const Declared declared = this->declared(input);
  Wanted wanted{declared.type, {}};
  const NodeEntry* node = m_scopes[static_cast<size_t>(input.scope)].graph->find(input.node);
  if (!node || declared.isParameter) return wanted;
  for (const Reading& reading : readingsOf({input.scope, node})) {
    if (reading.declared.isParameter || (reading.port == input.port && !declared.isVariadic)) continue;
    work(reading.source);
    (void)matchType(given(reading.source), reading.declared.type, wanted.bindings);
  }
  return wanted;
}

}  // namespace weft::editor
