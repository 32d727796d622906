#include "expansion.h"

#include <weft/base/text.h>
#include <algorithm>

namespace weft {
namespace {

constexpr size_t maximumIdBytes = size_t{256} << 20;

std::string insideItself(const std::string& graph) {
  return "subgraph " + inQuotes(graph) + " would run inside itself, and never end";
}

std::vector<std::string> namesOf(const std::unordered_map<std::string, int>& names) {
  std::vector<std::string> list;
  list.reserve(names.size());
  for (const auto& [name, index] : names) list.push_back(name);
  std::sort(list.begin(), list.end());
  return list;
}

}  // namespace

Expansion::Expansion(const Document& document, const NodeCatalog& catalog, const PlanOptions& options,
                     ProblemList& problems)
    : m_document(document), m_catalog(catalog), m_options(options), m_problems(problems) {
  const auto isNodeName = [](const auto& item) { return item.first.find('.') != std::string::npos; };
  m_setsNodes = std::any_of(options.set.begin(), options.set.end(), isNodeName) ||
                std::any_of(options.bound.begin(), options.bound.end(), isNodeName);
  for (const auto& [id, type] : catalog.types()) {
    for (size_t i = 0; i < type->parameters.size(); ++i) {
      if (type->parameters[i].kind == WEFT_PARAMETER_GRAPH) m_loops.emplace(id, i);
    }
  }
  addGraph(document.graph(), "");
  for (const auto& [name, graph] : document.subgraphs()) {
    addGraph(graph, "graphs." + name + ".");
    m_byName.emplace(name, m_graphs.back().get());
  }
}

void Expansion::addGraph(const Graph& graph, std::string path) {
  GraphInfo& info = *m_graphs.emplace_back(std::make_unique<GraphInfo>());
  info.graph = &graph;
  info.path = std::move(path);
  for (size_t i = 0; i < graph.outputs.size(); ++i) info.outputs.emplace(graph.outputs[i].first, static_cast<int>(i));
  indexInputs(info);
}

void Expansion::indexInputs(GraphInfo& info) {
  for (size_t i = 0; i < info.graph->inputs.size(); ++i) {
    const GraphInput& input = info.graph->inputs[i];
    info.inputs.emplace(input.name, static_cast<int>(i));
    for (size_t k = 0; k < input.to.size(); ++k) {
      const Endpoint& target = input.to[k];
      const auto problem = [&](const std::string& message) {
        m_problems.add(info.path + "inputs." + input.name + ".to[" + std::to_string(k) + "]", message);
      };
      const std::string name = target.node + "." + target.port;
      const NodeEntry* entry = info.graph->find(target.node);
      if (!entry) {
        problem(describeMissing(info, target.node));
        continue;
      }
      const auto [feed, isNew] = info.feeds.emplace(name, static_cast<int>(i));
      if (!isNew) {
        problem(inQuotes(name) + " is fed by input " +
                inQuotes(info.graph->inputs[static_cast<size_t>(feed->second)].name) + " already; it takes one");
      } else if (const auto link = entry->inputs.find(target.port);
                 link != entry->inputs.end() && !link->second.empty()) {
        const Endpoint& source = link->second.front();
        problem(inQuotes(name) + " has a second link, from " + inQuotes(source.node + "." + source.port) +
                "; it takes one");
      }
    }
  }
}

std::string Expansion::describeMissing(const GraphInfo& info, const std::string& node) {
  return "no node " + inQuotes(node) + m_problems.suggest(node, [&] {
    std::vector<std::string> names;
    for (const NodeEntry& entry : info.graph->nodes) names.push_back(entry.id);
    return names;
  });
}

bool Expansion::expand() {
  if (!expandFrom(*m_graphs[0], false)) return false;
  for (size_t i = 1; i < m_graphs.size(); ++i) {
    if (m_graphs[i]->firstScope < 0 && !expandFrom(*m_graphs[i], true)) return false;
  }
  return true;
}

// Lays out a graph and all instances in it, depth first, so that the nodes of an instance stand where it stands.
bool Expansion::expandFrom(GraphInfo& info, bool checkOnly) {
  if (!enter(info, -1, nullptr, checkOnly, -1)) return false;
  while (!m_open.empty()) {
    auto& [scope, next] = m_open.back();
    if (next == scopes[static_cast<size_t>(scope)].info->graph->nodes.size()) {
      m_open.pop_back();
    } else if (!placeEntry(scope, next++)) {
      return false;
    }
  }
  return true;
}

bool Expansion::enter(GraphInfo& info, int parent, const NodeEntry* instance, bool checkOnly, int body) {
  const auto refuse = [&](const std::string& message) {
    const std::string where =
        instance ? scopes[static_cast<size_t>(parent)].info->path + "nodes." + instance->id + ".type" : std::string();
    m_problems.add(where, message);
    return false;
  };
  const int index = static_cast<int>(scopes.size());
  Scope scope;
  scope.info = &info;
  scope.parent = parent;
  scope.instance = instance;
  scope.checkOnly = checkOnly;
  scope.body = body;
  scope.firstSlot = m_slots.size();
  if (instance) {
    const Scope& outer = scopes[static_cast<size_t>(parent)];
    scope.depth = outer.depth + 1;
    if (scope.depth > maximumNesting) {
      return refuse("subgraphs are nested more than " + std::to_string(maximumNesting) + " deep");
    }
    scope.prefix = outer.prefix + instance->id + "/";
    scope.device = instance->device.empty() ? outer.device : instance->device;
    scope.dtype = instance->dtype.empty() ? outer.dtype : instance->dtype;
  }
  m_idBytes += scope.prefix.size() * (info.graph->nodes.size() + 1);
  if (scopes.size() + 1 > maximumNodes || m_slots.size() + info.graph->nodes.size() > maximumNodes ||
      m_idBytes > maximumIdBytes) {
    return refuse("the graph has more than " + std::to_string(maximumNodes) +
                  " nodes when its subgraphs are expanded; at most that many are possible");
  }
  if (info.firstScope < 0) info.firstScope = index;
  m_slots.resize(m_slots.size() + info.graph->nodes.size());
  scopes.push_back(std::move(scope));
  m_open.emplace_back(index, 0);
  return true;
}

void Expansion::place(int scope, size_t slot, Placed placed) {
  placed.scope = scope;
  m_slots[slot] = static_cast<int>(nodes.size());
  nodes.push_back(placed);
}

bool Expansion::placeEntry(int scopeIndex, size_t index) {
  const Scope& scope = scopes[static_cast<size_t>(scopeIndex)];
  const NodeEntry& entry = scope.info->graph->nodes[index];
  const size_t slot = scope.firstSlot + index;
  Placed placed;
  placed.entry = &entry;
  placed.state = entry.mute ? NodeState::Muted : entry.bypass ? NodeState::Bypassed : NodeState::Live;
  if (placed.state == NodeState::Muted || !entry.type.starts_with(graphPrefix)) {
    place(scopeIndex, slot, placed);
    if (placed.state != NodeState::Live || m_loops.empty()) return true;
    const auto loop = m_loops.find(entry.type);
    return loop == m_loops.end() || enterBody(nodes.size() - 1, loop->second);
  }
  const std::string name = entry.type.substr(graphPrefix.size());
  const auto inner = m_byName.find(name);
  if (inner == m_byName.end()) {
    m_problems.add(scope.info->path + "nodes." + entry.id + ".type",
                   "no subgraph " + inQuotes(name) + m_problems.suggest(name, [&] {
                     std::vector<std::string> names;
                     for (const auto& [known, graph] : m_document.subgraphs()) names.push_back(known);
                     return names;
                   }));
    placed.state = NodeState::Unknown;
    place(scopeIndex, slot, placed);
    return true;
  }
  if (lieInside(scopeIndex, *inner->second)) {
    m_problems.add(scope.info->path + "nodes." + entry.id + ".type", insideItself(name));
    placed.state = NodeState::Unknown;
    place(scopeIndex, slot, placed);
    return true;
  }
  checkInstance(scope, entry, *inner->second);
  if (placed.state == NodeState::Bypassed) {
    placed.inner = inner->second;
    place(scopeIndex, slot, placed);
    return true;
  }
  m_slots[slot] = -1 - static_cast<int>(scopes.size());
  return enter(*inner->second, scopeIndex, &entry, scope.checkOnly, scope.body);
}

// Whether a scope is an instance or a body of the graph, or lies in one. Instances alone are looked at when the file is
// read; what runs a body is only known here.
bool Expansion::lieInside(int scope, const GraphInfo& info) const {
  if (m_loops.empty()) return false;
  for (; scope >= 0; scope = scopes[static_cast<size_t>(scope)].parent) {
    if (scopes[static_cast<size_t>(scope)].info == &info) return true;
  }
  return false;
}

// What is wrong with the name of a body is said where the node's parameters are read.
bool Expansion::enterBody(size_t node, size_t parameter) {
  const Placed placed = nodes[node];
  const NodeType& type = *m_catalog.find(placed.entry->type);
  const InputSource source = inputSource(placed.scope, *placed.entry, type.parameters[parameter].id);
  if (source.kind != InputSource::Kind::Literal || !source.literal->is_string()) return true;
  const auto& name = source.literal->get_ref<const std::string&>();
  const auto inner = m_byName.find(name);
  if (inner == m_byName.end()) return true;
  if (lieInside(placed.scope, *inner->second)) {
    m_problems.add(source.where(), insideItself(name));
    nodes[node].state = NodeState::Unknown;
    return true;
  }
  const Scope& around = scopes[static_cast<size_t>(placed.scope)];
  BodyScope body{static_cast<int>(node), parameter, static_cast<int>(scopes.size()), around.body,
                 depthOf(around.body) + 1};
  nodes[node].body = static_cast<int>(bodies.size());
  bodies.push_back(body);
  return enter(*inner->second, placed.scope, placed.entry, around.checkOnly, nodes[node].body);
}

void Expansion::checkInstance(const Scope& scope, const NodeEntry& entry, const GraphInfo& inner) {
  const auto check = [&](const std::string& name, const char* part) {
    if (inner.inputs.contains(name)) return;
    m_problems.add(scope.info->path + "nodes." + entry.id + part + printable(name),
                   "subgraph " + inQuotes(inner.graph->name) + " has no input " + inQuotes(name) +
                       m_problems.suggest(name, [&] { return namesOf(inner.inputs); }));
  };
  for (const auto& [name, links] : entry.inputs) check(name, ".inputs.");
  for (const auto& [name, value] : entry.parameters) check(name, ".params.");
}

std::string Expansion::idOf(size_t node) const {
  return scopes[static_cast<size_t>(nodes[node].scope)].prefix + nodes[node].entry->id;
}

std::string Expansion::pathOf(size_t node) const {
  return scopes[static_cast<size_t>(nodes[node].scope)].info->path + "nodes." + nodes[node].entry->id;
}

int Expansion::bodyOf(int node) const {
  return scopes[static_cast<size_t>(nodes[static_cast<size_t>(node)].scope)].body;
}

int Expansion::lift(int node, int body) const {
  for (int around = bodyOf(node); around != body; around = bodyOf(node)) {
    node = bodies[static_cast<size_t>(around)].node;
  }
  return node;
}

Expansion::Found Expansion::findIn(int scopeIndex, std::string_view id) const {
  const Scope& scope = scopes[static_cast<size_t>(scopeIndex)];
  const auto found = scope.info->graph->index.find(std::string(id));
  if (found == scope.info->graph->index.end()) return {};
  const int slot = m_slots[scope.firstSlot + found->second];
  return slot >= 0 ? Found{slot, -1} : Found{-1, -1 - slot};
}

Expansion::Found Expansion::findId(std::string_view id) const {
  Found found{-1, 0};
  while (found.scope >= 0) {
    const size_t slash = id.find('/');
    found = findIn(found.scope, id.substr(0, slash));
    if (slash == std::string_view::npos) return found;
    id.remove_prefix(slash + 1);
    const int body = found.node < 0 ? -1 : nodes[static_cast<size_t>(found.node)].body;
    if (body >= 0) found = {-1, bodies[static_cast<size_t>(body)].scope};
  }
  return {};
}

}  // namespace weft
