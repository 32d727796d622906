#include "commands/healing.h"

#include <map>
#include <set>

#include "commands/operations.h"
#include "document/link_rules.h"
#include "document/links.h"
#include "document/names.h"
#include "document/node_face.h"

namespace weft::editor {
namespace {

class Healing {
 public:
  Healing(const GraphModel& model, const QString& graph, const QSet<QString>& gone)
      : m_model(model), m_graph(*model.graph(graph)), m_name(graph), m_gone(gone), m_rules(model, graph) {}

  QSet<QString> appendTo(Json& operations) {
    const std::vector<Link> links = linksOf(m_graph);
    for (const Link& link : links) {
      if (m_gone.contains(link.to.node)) m_into[link.to.node].push_back(link);
    }
    for (const Link& link : links) {
      if (m_gone.contains(link.from.node) && !isBoundary(link.from.node) && !m_gone.contains(link.to.node)) heal(link);
    }
    for (auto& [port, sources] : m_ports) {
      operations.push_back(putOperation(graphPath(m_name, {"nodes", port.first, "inputs", port.second}), sources));
    }
    for (auto& [name, source] : m_outputs)
      operations.push_back(putOperation(graphPath(m_name, {"outputs", name}), source));
    for (auto& [name, targets] : m_targets) {
      operations.push_back(putOperation(graphPath(m_name, {"inputs", name, "to"}), targets));
    }
    QSet<QString> outputs;
    for (const auto& [name, source] : m_outputs) outputs.insert(QString::fromStdString(name));
    return outputs;
  }

 private:
  const NodeFace* face(const QString& node) {
    const auto found = m_faces.find(node);
    if (found != m_faces.end()) return &found->second;
    const NodeLook look;  // of no interest here
    auto face = nodeFace(m_model, m_name, node, &look);
    return face ? &m_faces.emplace(node, std::move(*face)).first->second : nullptr;
  }
  Type given(const PortRef& output) { return m_rules.typeOf(output); }
  static bool fits(const Type& from, const Type& to) {
    TypeBindings bindings;
    return matchType(from, to, bindings).ok();
  }

  // What stands for an output of a node that goes; the way may lead through several that go.
  std::optional<PortRef> sourceOf(PortRef output) {
    QSet<PortRef> seen;
    while (m_gone.contains(output.node)) {
      if (isBoundary(output.node) || seen.contains(output)) return std::nullopt;
      seen.insert(output);
      const std::optional<PortRef> through = passedTo(output);
      if (!through) return std::nullopt;
      output = *through;
    }
    return output;
  }

  std::optional<PortRef> passedTo(const PortRef& output) {
    const NodeFace* node = face(output.node);
    const PortFace* port = node ? node->output(output.port) : nullptr;
    if (!port) return std::nullopt;
    const std::vector<Link>& into = m_into[output.node];
    std::vector<PortRef> candidates;  // ports come before parameters
    const auto addLinked = [&](const auto& inputs) {
      for (const auto& input : inputs) {
        const auto link =
            std::find_if(into.begin(), into.end(), [&](const Link& one) { return one.to.port == input.id; });
        if (link != into.end()) candidates.push_back(link->from);
      }
    };
    addLinked(node->inputs);
    addLinked(node->parameters);
    for (const bool known : {true, false}) {
      for (const PortRef& candidate : candidates) {
        const Type type = given(candidate);
        if (known == !type.isAny() && fits(type, port->type)) return candidate;
      }
    }
    return std::nullopt;
  }

  bool takes(const PortRef& input, const Type& type) {
    const NodeFace* node = face(input.node);
    const PortFace* port = node ? node->input(input.port) : nullptr;
    return !port || fits(type, port->type);
  }

  void heal(const Link& link) {
    const std::optional<PortRef> source = sourceOf(link.from);
    if (!source || !takes(link.to, given(*source))) return;
    const Endpoint to = endpoint(link.to);
    if (source->node == inputsNode()) {
      if (link.to.node != outputsNode() && isOnlyLink(to)) addTarget(source->port.toStdString(), to);
    } else if (link.to.node == outputsNode()) {
      m_outputs[to.port] = endpointText(endpoint(*source));
    } else {
      const auto [links, isNew] = m_ports.try_emplace({to.node, to.port});
      const NodeEntry& node = *m_graph.find(to.node);
      if (isNew) links->second = node.arrayInputs.contains(to.port) ? endpointsJson(node.inputs.at(to.port)) : Json();
      const std::string text = endpointText(endpoint(*source));
      if (links->second.is_array())
        links->second[static_cast<size_t>(link.index)] = text;
      else
        links->second = text;
    }
  }

  // An input of the graph shares a port with nothing else.
  bool isOnlyLink(const Endpoint& to) const { return m_graph.find(to.node)->inputs.at(to.port).size() == 1; }

  void addTarget(const std::string& input, const Endpoint& to) {
    const auto [targets, isNew] = m_targets.try_emplace(input);
    if (isNew) {
      const auto found = std::find_if(m_graph.inputs.begin(), m_graph.inputs.end(),
                                      [&](const GraphInput& one) { return one.name == input; });
      targets->second = endpointsJson(found->to);
    }
    targets->second.push_back(endpointText(to));
  }

  const GraphModel& m_model;
  const Graph& m_graph;
  const QString m_name;
  const QSet<QString>& m_gone;
  LinkRules m_rules;
  std::map<QString, NodeFace> m_faces;
  QHash<QString, std::vector<Link>> m_into;
  std::map<std::pair<std::string, std::string>, Json> m_ports;
  std::map<std::string, Json> m_outputs, m_targets;
};

}  // namespace

QSet<QString> appendHealing(const GraphModel& model, const QString& graph, const QSet<QString>& gone,
                            Json& operations) {
  return Healing(model, graph, gone).appendTo(operations);
}

}  // namespace weft::editor
