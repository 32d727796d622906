#include "commands/port_users.h"

#include <algorithm>
#include <set>

#include "commands/operations.h"

namespace weft::editor {
namespace {

// A new name for an endpoint's port; nullopt: the endpoint goes.
using To = std::optional<std::string>;

bool runsAsBody(const GraphModel& model, const NodeEntry& node, const std::string& graph) {
  const NodeType* type = model.catalog().find(node.type);
  if (!type) return false;
  return std::any_of(type->parameters.begin(), type->parameters.end(), [&](const ParameterType& parameter) {
    const auto given = node.parameters.find(parameter.id);
    return parameter.kind == WEFT_PARAMETER_GRAPH && given != node.parameters.end() && given->second == graph;
  });
}

// Ports of a body's node that are its type's own do not follow.
bool isOwnPort(const GraphModel& model, const NodeEntry& node, const std::string& port, bool isInput) {
  const NodeType* type = model.catalog().find(node.type);
  if (!type) return false;
  return isInput ? type->inputIndex(port) >= 0 || type->parameterIndex(port) >= 0 : type->outputIndex(port) >= 0;
}

class Users {
 public:
  Users(const GraphModel& model, const QString& graph, const QString& name, To to, Json& operations)
      : m_model(model), m_name(name.toStdString()), m_to(std::move(to)), m_operations(operations) {
    if (graph.isEmpty()) return;
    m_graph = graph.toStdString();
    m_instance = "graph:" + m_graph;
  }

  void inputs() {
    each([&](const Graph& graph, const std::set<std::string>& users) {
      for (const std::string& id : users) inputsOf(graph, *graph.find(id));
      targets(graph, users);
    });
  }

  // Answers outputs of other graphs that are gone with it, by graph and name.
  std::vector<std::pair<std::string, std::string>> outputs() {
    each([&](const Graph& graph, const std::set<std::string>& users) {
      for (const NodeEntry& node : graph.nodes) links(graph, node, users);
      sources(graph, users);
    });
    return std::move(m_dropped);
  }

 private:
  JsonPath path(const Graph& graph, JsonPath keys) const {
    return graphPath(QString::fromStdString(graph.name), std::move(keys));
  }
  void put(const JsonPath& path, const Json& value) { m_operations.push_back(putOperation(path, value)); }
  void add(const Graph& graph, const char* op, Json::object_t members) {
    append(operation(op, QString::fromStdString(graph.name), std::move(members)));
  }
  // What goes, goes once, though a graph that runs itself as a body may be led here again.
  void append(Json operation) {
    if (!isThere(operation)) m_operations.push_back(std::move(operation));
  }
  bool isThere(const Json& operation) const {
    return std::find(m_operations.begin(), m_operations.end(), operation) != m_operations.end();
  }
  bool isCut(const Graph& graph, const std::string& to) const {
    return isThere(operation("unlink", QString::fromStdString(graph.name), {{"to", to}}));
  }
  void erase(const JsonPath& path) { append(eraseOperation(path)); }

  template <typename Each>
  void each(const Each& each) {
    if (m_graph.empty()) return;
    visit(m_model.document().graph(), each);
    for (const auto& [name, graph] : m_model.document().subgraphs()) visit(graph, each);
  }

  template <typename Each>
  void visit(const Graph& graph, const Each& each) {
    std::set<std::string> users;
    for (const NodeEntry& node : graph.nodes) {
      if (node.type == m_instance || runsAsBody(m_model, node, m_graph)) users.insert(node.id);
    }
    if (!users.empty()) each(graph, users);
  }

  bool isMeant(const Graph& graph, const std::set<std::string>& users, const Endpoint& end, bool isInput) const {
    return end.port == m_name && users.contains(end.node) &&
           !isOwnPort(m_model, *graph.find(end.node), end.port, isInput);
  }

  // The literal and the link that the node gives.
  void inputsOf(const Graph& graph, const NodeEntry& node) {
    if (isOwnPort(m_model, node, m_name, true)) return;
    for (const char* object : {"params", "inputs"}) {
      const bool isLiteral = object == std::string_view("params");
      if (isLiteral ? !node.parameters.contains(m_name) : !node.inputs.contains(m_name)) continue;
      if (!m_to && isLiteral) {
        add(graph, "clear-parameter", {{"node", node.id}, {"parameter", m_name}});
        continue;
      }
      if (!m_to) {
        add(graph, "unlink", {{"to", node.id + "." + m_name}});
        continue;
      }
      const Json& members = at(path(graph, {"nodes", node.id, object}));
      Json renamed = Json::object();
      for (const auto& [key, value] : members.items()) renamed[key == m_name ? *m_to : key] = value;
      put(path(graph, {"nodes", node.id, object}), renamed);
    }
  }

  const Json& at(const JsonPath& path) const {
    const Json* json = &m_model.document().json();
    for (const std::string& key : path) json = &json->at(key);
    return *json;
  }

  // Of the graph's inputs that end in one of the users.
  void targets(const Graph& graph, const std::set<std::string>& users) {
    for (const GraphInput& input : graph.inputs) {
      Json to = Json::array();
      bool isTouched = false;
      for (const Endpoint& end : input.to) {
        const bool meant = isMeant(graph, users, end, true);
        isTouched |= meant;
        if (!meant || m_to) to.push_back(end.node + "." + (meant ? *m_to : end.port));
      }
      if (isTouched) put(path(graph, {"inputs", input.name, "to"}), to);
    }
  }

  void links(const Graph& graph, const NodeEntry& node, const std::set<std::string>& users) {
    for (const auto& [port, sources] : node.inputs) {
      Json from = Json::array();
      bool isTouched = false;
      std::set<std::string> unlinked;
      for (const Endpoint& end : sources) {
        const bool meant = isMeant(graph, users, end, false);
        isTouched |= meant;
        from.push_back(end.node + "." + (meant && m_to ? *m_to : end.port));
        // One "unlink" takes all links from the same output. An instance may read itself at a port that went before.
        if (meant && !m_to && unlinked.insert(end.node).second && !isCut(graph, node.id + "." + port)) {
          add(graph, "unlink", {{"to", node.id + "." + port}, {"from", endpointText(end)}});
        }
      }
      if (!isTouched || !m_to) continue;
      const auto array = node.arrayInputs.find(port);
      const bool isArray = array != node.arrayInputs.end() && array->second;
      put(path(graph, {"nodes", node.id, "inputs", port}), isArray ? from : from.front());
    }
  }

  void sources(const Graph& graph, const std::set<std::string>& users) {
    for (const auto& [output, end] : graph.outputs) {
      if (!isMeant(graph, users, end, false)) continue;
      if (m_to) {
        put(path(graph, {"outputs", output}), end.node + "." + *m_to);
        continue;
      }
      erase(path(graph, {"outputs", output}));
      m_dropped.emplace_back(graph.name, output);
    }
  }

  const GraphModel& m_model;
  const std::string m_name;
  const To m_to;
  Json& m_operations;
  std::string m_graph, m_instance;
  std::vector<std::pair<std::string, std::string>> m_dropped;
};

}  // namespace

void renameInput(const GraphModel& model, const QString& graph, const QString& name, const QString& to,
                 Json& operations) {
  Users(model, graph, name, to.toStdString(), operations).inputs();
}

void renameOutput(const GraphModel& model, const QString& graph, const QString& name, const QString& to,
                  Json& operations) {
  Users(model, graph, name, to.toStdString(), operations).outputs();
}

void dropInput(const GraphModel& model, const QString& graph, const QString& name, Json& operations) {
  Users(model, graph, name, std::nullopt, operations).inputs();
}

void dropOutput(const GraphModel& model, const QString& graph, const QString& name, Json& operations) {
  std::vector<std::pair<std::string, std::string>> open{{graph.toStdString(), name.toStdString()}};
  std::set<std::pair<std::string, std::string>> seen;
  while (!open.empty()) {
    const auto [in, output] = open.back();
    open.pop_back();
    if (!seen.emplace(in, output).second) continue;
    for (auto& further :
         Users(model, QString::fromStdString(in), QString::fromStdString(output), std::nullopt, operations).outputs()) {
      open.push_back(std::move(further));
    }
  }
}

}  // namespace weft::editor
