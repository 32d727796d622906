#include "document/border_ports.h"

#include <algorithm>
#include <set>

#include "document/names.h"

namespace weft::editor {
namespace {

QString qstring(const std::string& text) { return QString::fromStdString(text); }

template <typename Ports>
const PortType* findPort(const Ports& declared, const Ports* extra, const std::string& id) {
  for (const Ports* ports : {&declared, extra}) {
    if (!ports) continue;
    const auto found = std::find_if(ports->begin(), ports->end(), [&](const PortType& port) { return port.id == id; });
    if (found != ports->end()) return &*found;
  }
  return nullptr;
}

const Graph* subgraphOf(const GraphModel& model, const NodeEntry& node) {
  const QString name = subgraphOfType(qstring(node.type));
  return name.isEmpty() ? nullptr : model.graph(name);
}

const GraphInput* inputNamed(const Graph& graph, const std::string& name) {
  const auto found =
      std::find_if(graph.inputs.begin(), graph.inputs.end(), [&](const GraphInput& one) { return one.name == name; });
  return found == graph.inputs.end() ? nullptr : &*found;
}

// A place where an input may end, and what was said of it on the way there.
struct Way {
  const Graph* graph;
  Endpoint to;
  std::string doc;
  uint32_t flags;
};

// The first target that is known, depth first. Several ways may lead to one input of a subgraph; one of them is enough.
class TargetSearch {
 public:
  explicit TargetSearch(const GraphModel& model) : m_model(model) {}

  BorderInput find(const Graph& graph, const GraphInput& input) {
    enter(graph, input, {}, 0);
    while (!m_open.empty()) {
      const Way way = std::move(m_open.back());
      m_open.pop_back();
      const NodeEntry* node = way.graph->find(way.to.node);
      if (!node) continue;
      if (const Graph* inner = subgraphOf(m_model, *node)) {
        if (const GraphInput* next = inputNamed(*inner, way.to.port)) enter(*inner, *next, way.doc, way.flags);
      } else if (const NodeType* type = m_model.catalog().find(node->type)) {
        if (auto found = at(way, *type)) return *std::move(found);
      }
    }
    return {};
  }

 private:
  void enter(const Graph& graph, const GraphInput& input, const std::string& doc, uint32_t flags) {
    if (!m_seen.insert(&input).second) return;
    if (!input.defaultValue.is_discarded()) flags |= WEFT_PORT_OPTIONAL;
    for (auto to = input.to.rbegin(); to != input.to.rend(); ++to) {
      m_open.push_back({&graph, *to, doc.empty() ? input.doc : doc, flags});
    }
  }

  std::optional<BorderInput> at(const Way& way, const NodeType& type) const {
    if (const int parameter = type.parameterIndex(way.to.port); parameter >= 0) {
      auto own = std::make_shared<ParameterType>(type.parameters[static_cast<size_t>(parameter)]);
      if (!way.doc.empty()) own->doc = way.doc;
      own->visibleIf.clear();
      own->group.clear();
      own->flags &= ~static_cast<uint32_t>(WEFT_PARAMETER_ADVANCED);
      return BorderInput{{}, std::move(own)};
    }
    const ExtraPorts* extra = m_model.extraPorts(qstring(way.graph->name), qstring(way.to.node));
    const PortType* port = findPort(type.inputs, extra ? &extra->inputs : nullptr, way.to.port);
    if (!port) return std::nullopt;
    PortFace face = portFace(*port);
    if (!way.doc.empty()) face.doc = qstring(way.doc);
    face.flags |= way.flags;
    return BorderInput{std::move(face), nullptr};
  }

  const GraphModel& m_model;
  std::vector<Way> m_open;
  std::set<const GraphInput*> m_seen;
};

}  // namespace

PortFace portFace(const PortType& port) {
  const QString id = qstring(port.id);
  return {id, port.label.empty() ? labelOf(id) : qstring(port.label), qstring(port.doc), port.type, port.flags};
}

BorderInput borderInput(const GraphModel& model, const Graph& graph, const GraphInput& input) {
  BorderInput found = TargetSearch(model).find(graph, input);
  found.port.id = qstring(input.name);
  found.port.label = labelOf(found.port.id);
  if (!input.doc.empty()) found.port.doc = qstring(input.doc);
  if (!input.defaultValue.is_discarded()) found.port.flags |= WEFT_PORT_OPTIONAL;
  if (!found.parameter) return found;
  auto own = std::make_shared<ParameterType>(*found.parameter);
  own->id = input.name;
  own->label = found.port.label.toStdString();
  found.parameter = std::move(own);
  return found;
}

PortFace borderOutput(const GraphModel& model, const Graph& graph, const std::string& name, const Endpoint& source) {
  PortFace face;
  const Graph* in = &graph;
  const Endpoint* end = &source;
  while (in) {
    const NodeEntry* node = in->find(end->node);
    const NodeType* type = node ? model.catalog().find(node->type) : nullptr;
    if (type) {
      const ExtraPorts* extra = model.extraPorts(qstring(in->name), qstring(end->node));
      const PortType* port = findPort(type->outputs, extra ? &extra->outputs : nullptr, end->port);
      if (port) face = portFace(*port);
    }
    in = node && !type ? subgraphOf(model, *node) : nullptr;
    if (!in) break;
    const auto next = std::find_if(in->outputs.begin(), in->outputs.end(),
                                   [&](const auto& output) { return output.first == end->port; });
    if (next == in->outputs.end()) break;
    end = &next->second;
  }
  face.id = qstring(name);
  face.label = labelOf(face.id);
  return face;
}

}  // namespace weft::editor
