#include "commands/wire_draft.h"

#include <algorithm>

#include "document/names.h"
#include "document/node_face.h"

namespace weft::editor {
namespace {

std::string textOf(const Endpoint& end) { return end.node + "." + end.port; }

const Graph& graphOf(const GraphModel& model, const QString& name) {
  static const Graph empty;
  const Graph* graph = model.graph(name);
  return graph ? *graph : empty;
}

Json texts(const std::vector<Endpoint>& ends) {
  Json list = Json::array();
  for (const Endpoint& end : ends) list.push_back(textOf(end));
  return list;
}

}  // namespace

WireDraft::WireDraft(const GraphModel& model, const QString& graph) : m_model(model), m_graph(graphOf(model, graph)) {}

std::vector<Endpoint>& WireDraft::sourcesOf(const Endpoint& to) {
  const auto [entry, isNew] = m_sources.try_emplace({to.node, to.port});
  const NodeEntry* node = isNew ? m_graph.find(to.node) : nullptr;
  if (node) {
    if (const auto found = node->inputs.find(to.port); found != node->inputs.end()) entry->second = found->second;
  }
  return entry->second;
}

std::vector<Endpoint>& WireDraft::targetsOf(const std::string& name) {
  const auto [entry, isNew] = m_targets.try_emplace(name);
  if (!isNew) return entry->second;
  for (const GraphInput& input : m_graph.inputs) {
    if (input.name == name) entry->second = input.to;
  }
  return entry->second;
}

// A port has links of its own, or is fed by one input of the graph.
void WireDraft::unfeed(const Endpoint& to) {
  for (const GraphInput& input : m_graph.inputs) {
    const bool feeds = std::find(input.to.begin(), input.to.end(), to) != input.to.end();
    if (feeds || m_targets.contains(input.name)) std::erase(targetsOf(input.name), to);
  }
}

bool WireDraft::isVariadic(const Endpoint& to) const {
  if (const auto expected = m_expected.find(to.node); expected != m_expected.end()) {
    const NodeType* type = m_model.catalog().find(expected->second);
    const int input = type ? type->inputIndex(to.port) : -1;
    return input >= 0 && type->inputs[static_cast<size_t>(input)].has(WEFT_PORT_VARIADIC);
  }
  const PortRef port = portRef(to);
  const auto face = nodeFace(m_model, QString::fromStdString(m_graph.name), port.node);
  const PortFace* input = face ? face->input(port.port) : nullptr;
  return input && input->has(WEFT_PORT_VARIADIC);
}

void WireDraft::connect(const PortRef& from, const PortRef& to) {
  const Endpoint source = endpoint(from), target = endpoint(to);
  if (to.node == outputsNode()) {
    if (from.node != inputsNode()) m_outputs[target.port] = source;
    return;
  }
  unfeed(target);
  if (from.node == inputsNode()) {
    if (!sourcesOf(target).empty()) sourcesOf(target).clear();
    targetsOf(source.port).push_back(target);
    return;
  }
  std::vector<Endpoint>& sources = sourcesOf(target);
  if (!isVariadic(target)) sources.clear();
  sources.push_back(source);
}

void WireDraft::remove(const Link& link) {
  const Endpoint from = endpoint(link.from), to = endpoint(link.to);
  if (link.to.node == outputsNode()) {
    m_outputs[to.port] = std::nullopt;
  } else if (link.from.node == inputsNode()) {
    std::erase(targetsOf(from.port), to);
  } else {
    // Wires removed before may have moved it up.
    std::vector<Endpoint>& sources = sourcesOf(to);
    const size_t last = std::min(static_cast<size_t>(std::max(link.index, 0)) + 1, sources.size());
    for (size_t i = last; i-- > 0;) {
      if (!(sources[i] == from)) continue;
      sources.erase(sources.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
  }
}

void WireDraft::setSource(const Link& link, const PortRef& from) {
  const bool keepsPlace = !isBoundary(link.from.node) && !isBoundary(from.node) && link.to.node != outputsNode();
  std::vector<Endpoint>* sources = keepsPlace ? &sourcesOf(endpoint(link.to)) : nullptr;
  const auto place = static_cast<size_t>(std::max(link.index, 0));
  if (sources && place < sources->size() && (*sources)[place] == endpoint(link.from)) {
    (*sources)[place] = endpoint(from);
    return;
  }
  if (link.to.node != outputsNode()) remove(link);
  connect(from, link.to);
}

Json WireDraft::path(std::initializer_list<std::string> keys) const {
  Json path = Json::array();
  if (!m_graph.name.empty()) path = {"graphs", m_graph.name};
  for (const std::string& key : keys) path.push_back(key);
  return path;
}

void WireDraft::appendTo(Json& operations) const {
  const auto add = [&](Json operation) {
    if (!m_graph.name.empty() && !operation.contains("path")) operation["graph"] = m_graph.name;
    operations.push_back(std::move(operation));
  };
  for (const auto& [to, sources] : m_sources) {
    const NodeEntry* node = m_graph.find(to.first);
    const auto found =
        node ? node->inputs.find(to.second) : std::map<std::string, std::vector<Endpoint>>::const_iterator{};
    const bool wasLinked = node && found != node->inputs.end();
    if (wasLinked ? found->second == sources : sources.empty()) continue;
    const std::string text = to.first + "." + to.second;
    if (sources.empty()) {
      add({{"op", "unlink"}, {"to", text}});
      continue;
    }
    const bool array =
        sources.size() > 1 || (node && node->arrayInputs.contains(to.second)) || isVariadic({to.first, to.second});
    add({{"op", "put"},
         {"path", path({"nodes", to.first, "inputs", to.second})},
         {"value", array ? texts(sources) : Json(textOf(sources.front()))}});
  }
  for (const GraphInput& input : m_graph.inputs) {
    const auto targets = m_targets.find(input.name);
    if (targets == m_targets.end() || targets->second == input.to) continue;
    add({{"op", "put"}, {"path", path({"inputs", input.name, "to"})}, {"value", texts(targets->second)}});
  }
  for (const auto& [name, source] : m_outputs) {
    const auto was = std::find_if(m_graph.outputs.begin(), m_graph.outputs.end(),
                                  [&, &name = name](const auto& output) { return output.first == name; });
    if (!source && was != m_graph.outputs.end()) add({{"op", "remove-output"}, {"name", name}});
    if (source && (was == m_graph.outputs.end() || !(was->second == *source))) {
      add({{"op", "set-output"}, {"name", name}, {"from", textOf(*source)}});
    }
  }
}

}  // namespace weft::editor
