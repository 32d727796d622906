#include "results.h"

#include <algorithm>

#include <weft/base/text.h>

namespace weft::runner {
namespace {

constexpr std::string_view graphPrefix = "graph:";

// The subgraph that a node instantiates; nullptr: it is an ordinary one, or none.
const Graph* instanceOf(const Document& document, const Graph& graph, const std::string& node) {
  const NodeEntry* entry = graph.find(node);
  if (!entry || !entry->type.starts_with(graphPrefix)) return nullptr;
  const auto found = document.subgraphs().find(std::string_view(entry->type).substr(graphPrefix.size()));
  return found == document.subgraphs().end() ? nullptr : &found->second;
}

// The graph that the last part of "outer/inner" stands in; nullptr: there is none.
const Graph* graphAround(const Document& document, std::string_view node) {
  const Graph* graph = &document.graph();
  for (size_t slash; graph && (slash = node.find('/')) != std::string_view::npos; node.remove_prefix(slash + 1)) {
    graph = instanceOf(document, *graph, std::string(node.substr(0, slash)));
  }
  return graph;
}

// The first image that it gives, or else the first mask.
std::optional<size_t> pictureOutput(const PlannedNode& node) {
  for (const std::string_view wanted : {"image", "mask"}) {
    for (size_t port = 0; port < node.outputs.size(); ++port) {
      const Type& type = port < node.outputTypes.size() ? node.outputTypes[port] : node.outputs[port].type;
      if (type.terms.size() == 1 && type.terms.front().name == wanted) return port;
    }
  }
  return std::nullopt;
}

std::string lastPart(const std::string& node) { return node.substr(node.rfind('/') + 1); }

}  // namespace

Endpoint resolveEndpoint(const Document& document, Endpoint endpoint) {
  const Graph* graph = graphAround(document, endpoint.node);
  while (graph) {
    graph = instanceOf(document, *graph, lastPart(endpoint.node));
    if (!graph) break;
    const auto output = std::find_if(graph->outputs.begin(), graph->outputs.end(),
                                     [&](const auto& entry) { return entry.first == endpoint.port; });
    if (output == graph->outputs.end()) break;
    endpoint = {endpoint.node + "/" + output->second.node, output->second.port};
  }
  return endpoint;
}

bool keepOutputs(Plan& plan, const Document& document, const std::string& node) {
  std::vector<Endpoint> wanted;  // an empty port: all
  const Graph* graph = graphAround(document, node);
  if (const Graph* inner = graph ? instanceOf(document, *graph, lastPart(node)) : nullptr) {
    for (const auto& [name, source] : inner->outputs) wanted.push_back(resolveEndpoint(document, {node, name}));
  } else {
    wanted.push_back({node, ""});
  }
  bool any = false;
  for (size_t n = 0; n < plan.nodes.size(); ++n) {
    PlannedNode& planned = plan.nodes[n];
    for (const Endpoint& endpoint : wanted) {
      const bool here = planned.id == endpoint.node || std::find(planned.aliases.begin(), planned.aliases.end(),
                                                                 endpoint.node) != planned.aliases.end();
      if (!here) continue;
      any = true;
      planned.wanted = true;
      for (size_t port = 0; port < planned.outputs.size(); ++port) {
        const std::string& id = planned.outputs[port].id;
        if (!endpoint.port.empty() && endpoint.port != id) continue;
        PlannedInput source;
        source.node = static_cast<int>(n);
        source.output = static_cast<int>(port);
        plan.outputs.push_back({endpoint.node + "." + id, source});
      }
    }
  }
  return any;
}

void Results::starts(const Plan& plan) {
  const std::lock_guard lock(m_mutex);
  m_plan = &plan;
  m_index.clear();
  for (size_t n = 0; n < plan.nodes.size(); ++n) {
    m_index.emplace(plan.nodes[n].id, n);
    for (const std::string& alias : plan.nodes[n].aliases) m_index.emplace(alias, n);
  }
}

void Results::event(const Event& event) {
  if (event.kind != Event::Kind::NodeFinished) return;
  std::vector<Value> gone;  // values end outside the lock
  const std::lock_guard lock(m_mutex);
  const auto found = m_index.find(event.node);
  if (found == m_index.end()) return;
  const PlannedNode& node = m_plan->nodes[found->second];
  Computed& computed = m_computed[event.node];
  if (computed.key != node.key) {
    for (const PortType& port : node.outputs) {
      if (auto kept = m_kept.extract(event.node + "." + port.id)) gone.push_back(std::move(kept.mapped()));
    }
  }
  computed.key = node.key;
  computed.ports.clear();
  for (const PortType& port : node.outputs) computed.ports.push_back(port.id);
  computed.picture = pictureOutput(node);
}

std::optional<Results::PictureRef> Results::pictureOf(const std::string& node) const {
  const std::lock_guard lock(m_mutex);
  const auto found = m_computed.find(node);
  if (found == m_computed.end() || !found->second.picture) return std::nullopt;
  return PictureRef{found->second.key, *found->second.picture};
}

void Results::ended(RunResult result) {
  std::map<std::string, Value> gone;  // values end outside the lock
  const std::lock_guard lock(m_mutex);
  m_plan = nullptr;
  m_index.clear();
  if (result.status == RunResult::Status::Cancelled) return;
  gone.swap(m_kept);
  m_kept = std::move(result.outputs);
}

void Results::clear() {
  std::map<std::string, Value> gone;
  const std::lock_guard lock(m_mutex);
  m_computed.clear();
  gone.swap(m_kept);
}

Result<Value> Results::find(const Endpoint& endpoint) const {
  const std::lock_guard lock(m_mutex);
  const std::string name = endpoint.node + "." + endpoint.port;
  if (const auto kept = m_kept.find(name); kept != m_kept.end()) return kept->second;
  const auto computed = m_computed.find(endpoint.node);
  if (computed == m_computed.end()) {
    return makeError(ErrorCode::NotFound,
                     inQuotes(endpoint.node) + " has not been computed; a run to it brings its values");
  }
  const std::vector<std::string>& ports = computed->second.ports;
  const auto port = std::find(ports.begin(), ports.end(), endpoint.port);
  if (port == ports.end()) {
    return makeError(ErrorCode::NotFound, inQuotes(endpoint.node) + " has no output " + inQuotes(endpoint.port) +
                                              didYouMean(endpoint.port, ports));
  }
  const auto values = m_executor.find(computed->second.key);
  const auto place = static_cast<size_t>(port - ports.begin());
  if (values && place < values->size() && (*values)[place]) return (*values)[place];
  return makeError(ErrorCode::NotFound,
                   inQuotes(name) + " is no longer in memory; a run to " + inQuotes(endpoint.node) + " brings it back");
}

Result<Value> Results::output(const std::string& name) const {
  const std::lock_guard lock(m_mutex);
  const auto kept = m_kept.find(name);
  if (kept != m_kept.end()) return kept->second;
  return makeError(ErrorCode::NotFound, "the last run had no output " + inQuotes(name));
}

}  // namespace weft::runner
