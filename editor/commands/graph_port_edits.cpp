#include "commands/graph_port_edits.h"

#include <algorithm>

#include "commands/operations.h"
#include "commands/parameter_edits.h"
#include "commands/port_users.h"
#include "document/json_at.h"
#include "document/links.h"
#include "document/names.h"
#include "document/node_face.h"

namespace weft::editor {
namespace {

const char* member(GraphPort which) { return which == GraphPort::Input ? "inputs" : "outputs"; }

const GraphInput* inputOf(const Graph* graph, const QString& name) {
  if (!graph) return nullptr;
  const std::string id = name.toStdString();
  const auto found = std::find_if(graph->inputs.begin(), graph->inputs.end(), [&](auto& in) { return in.name == id; });
  return found == graph->inputs.end() ? nullptr : &*found;
}

bool hasOutput(const Graph* graph, const QString& name) {
  if (!graph) return false;
  const std::string id = name.toStdString();
  return std::any_of(graph->outputs.begin(), graph->outputs.end(), [&](auto& out) { return out.first == id; });
}

// Whatever gives to the port now lets go of it: a link, or another of the graph's inputs.
void freeTarget(const Graph& graph, const Endpoint& target, Json& operations) {
  const QString name = QString::fromStdString(graph.name);
  const NodeEntry* node = graph.find(target.node);
  if (node && node->inputs.contains(target.port)) {
    operations.push_back(operation("unlink", name, {{"to", endpointText(target)}}));
  }
  for (const GraphInput& input : graph.inputs) {
    if (std::find(input.to.begin(), input.to.end(), target) == input.to.end()) continue;
    Json left = Json::array();
    for (const Endpoint& to : input.to) {
      if (to != target) left.push_back(endpointText(to));
    }
    operations.push_back(putOperation(graphPath(name, {"inputs", input.name, "to"}), left));
  }
}

// The value that the input had goes to what it set, so that nothing changes but who says it.
void keepValue(const GraphModel& model, const QString& graph, const GraphInput& input, Json& operations) {
  if (input.defaultValue.is_discarded()) return;
  for (const Endpoint& to : input.to) {
    const std::optional<NodeFace> face = nodeFace(model, graph, QString::fromStdString(to.node));
    const ParameterFace* parameter = face ? face->parameter(QString::fromStdString(to.port)) : nullptr;
    if (!parameter || parameter->value == input.defaultValue) continue;
    operations.push_back(
        operation("set-parameter", graph, {{"node", to.node}, {"parameter", to.port}, {"value", input.defaultValue}}));
  }
}

// What a seed does after a run is kept under the input's name.
void moveSeedChange(const GraphModel& model, const QString& graph, const QString& name, const QString& to,
                    Json& operations) {
  const JsonPath seeds = editorPath(graph, {"nodes", inputsNode(), "seeds", name});
  const Json* change = jsonAt(model.document().json(), seeds);
  if (!change) return;
  if (!to.isEmpty())
    operations.push_back(putOperation(editorPath(graph, {"nodes", inputsNode(), "seeds", to}), *change));
  operations.push_back(eraseOperation(seeds));
}

}  // namespace

QString freeGraphPortName(const GraphModel& model, const QString& graph, GraphPort which, const QString& wish) {
  QString base = wish;
  base.replace(QRegularExpression("[^A-Za-z0-9_-]"), "_");
  if (!isId(base.toStdString())) base.prepend(which == GraphPort::Input ? "input_" : "output_");
  const Graph* in = model.graph(graph);
  const auto isTaken = [&](const QString& name) {
    return which == GraphPort::Input ? inputOf(in, name) != nullptr : hasOutput(in, name);
  };
  QString name = base;
  for (int i = 2; isTaken(name); ++i) name = QString("%1_%2").arg(base).arg(i);
  return name;
}

Edit addGraphInput(const GraphModel& model, const QString& graph, const QString& name, const QString& node,
                   const QString& port) {
  const Graph* in = model.graph(graph);
  if (!in) return {};
  const QString free = freeGraphPortName(model, graph, GraphPort::Input, name);
  Edit edit{QString("Add input “%1”").arg(free), Json::array(), {}};
  Json input = {{"to", Json::array()}};
  if (!node.isEmpty()) {
    const Endpoint target = endpoint({node, port});
    freeTarget(*in, target, edit.operations);
    input["to"].push_back(endpointText(target));
    const std::optional<NodeFace> face = nodeFace(model, graph, node);
    const ParameterFace* parameter = face ? face->parameter(port) : nullptr;
    if (parameter && !parameter->value.is_null()) input["default"] = parameter->value;
  }
  edit.operations.push_back(putOperation(graphPath(graph, {"inputs", free.toStdString()}), input));
  return edit;
}

Edit addGraphOutput(const GraphModel& model, const QString& graph, const QString& name, const QString& node,
                    const QString& port) {
  if (!model.graph(graph)) return {};
  const QString free = freeGraphPortName(model, graph, GraphPort::Output, name);
  Edit edit{QString("Add output “%1”").arg(free), Json::array(), {}};
  edit.operations.push_back(
      putOperation(graphPath(graph, {"outputs", free.toStdString()}), endpointText(endpoint({node, port}))));
  return edit;
}

Edit removeGraphInput(const GraphModel& model, const QString& graph, const QString& name) {
  const GraphInput* input = inputOf(model.graph(graph), name);
  if (!input) return {};
  Edit edit{QString("Remove input “%1”").arg(name), Json::array(), {}};
  keepValue(model, graph, *input, edit.operations);
  moveSeedChange(model, graph, name, {}, edit.operations);
  edit.operations.push_back(eraseOperation(graphPath(graph, {"inputs", input->name})));
  dropInput(model, graph, name, edit.operations);
  return edit;
}

Edit removeGraphOutput(const GraphModel& model, const QString& graph, const QString& name) {
  if (!hasOutput(model.graph(graph), name)) return {};
  Edit edit{QString("Remove output “%1”").arg(name), Json::array(), {}};
  edit.operations.push_back(eraseOperation(graphPath(graph, {"outputs", name.toStdString()})));
  dropOutput(model, graph, name, edit.operations);
  return edit;
}

Edit renameGraphInput(const GraphModel& model, const QString& graph, const QString& name, const QString& to) {
  const Graph* in = model.graph(graph);
  if (name == to || !inputOf(in, name) || inputOf(in, to) || !isId(to.toStdString())) return {};
  Edit edit{QString("Rename input “%1” to “%2”").arg(name, to), Json::array(), {}};
  edit.operations.push_back(operation("rename-input", graph, {{"name", name.toStdString()}, {"to", to.toStdString()}}));
  moveSeedChange(model, graph, name, to, edit.operations);
  renameInput(model, graph, name, to, edit.operations);
  return edit;
}

Edit renameGraphOutput(const GraphModel& model, const QString& graph, const QString& name, const QString& to) {
  const Graph* in = model.graph(graph);
  if (name == to || !hasOutput(in, name) || hasOutput(in, to) || !isId(to.toStdString())) return {};
  Edit edit{QString("Rename output “%1” to “%2”").arg(name, to), Json::array(), {}};
  edit.operations.push_back(
      operation("rename-output", graph, {{"name", name.toStdString()}, {"to", to.toStdString()}}));
  renameOutput(model, graph, name, to, edit.operations);
  return edit;
}

Edit moveGraphPort(const GraphModel& model, const QString& graph, GraphPort which, const QString& name, int by) {
  const JsonPath path = graphPath(graph, {member(which)});
  const Json* ports = jsonAt(model.document().json(), path);
  if (!ports || !ports->is_object()) return {};
  auto members = ports->get_ref<const Json::object_t&>();
  const std::string id = name.toStdString();
  const auto found = std::find_if(members.begin(), members.end(), [&](const auto& port) { return port.first == id; });
  if (found == members.end()) return {};
  const auto from = found - members.begin();
  const auto to = std::clamp<std::ptrdiff_t>(from + by, 0, static_cast<std::ptrdiff_t>(members.size()) - 1);
  if (from == to) return {};
  std::vector<std::pair<std::string, Json>> order(members.begin(), members.end());
  std::pair<std::string, Json> moved = std::move(order[static_cast<size_t>(from)]);
  order.erase(order.begin() + from);
  order.insert(order.begin() + to, std::move(moved));
  Json ordered = Json::object();
  for (auto& [key, value] : order) ordered[key] = std::move(value);
  const QString verb = which == GraphPort::Input ? "Move input “%1”" : "Move output “%1”";
  Edit edit{verb.arg(name), Json::array(), {}};
  edit.operations.push_back(putOperation(path, std::move(ordered)));
  return edit;
}

Edit setGraphInputDoc(const GraphModel& model, const QString& graph, const QString& name, const QString& doc,
                      const QString& gesture) {
  const GraphInput* input = inputOf(model.graph(graph), name);
  if (!input || input->doc == doc.toStdString()) return {};
  Edit edit{QString("Describe input “%1”").arg(name), Json::array(), gesture};
  const JsonPath path = graphPath(graph, {"inputs", input->name, "doc"});
  if (doc.isEmpty())
    edit.operations.push_back(eraseOperation(path));
  else
    edit.operations.push_back(putOperation(path, doc.toStdString()));
  return edit;
}

QString graphText(const GraphModel& model, const QString& graph, GraphText which) {
  const Json* text = jsonAt(model.document().json(), graphPath(graph, {which == GraphText::Name ? "name" : "doc"}));
  return text && text->is_string() ? QString::fromStdString(text->get_ref<const std::string&>()) : QString();
}

Edit setGraphText(const GraphModel& model, const QString& graph, GraphText which, const QString& text,
                  const QString& gesture) {
  if (!model.graph(graph) || graphText(model, graph, which) == text) return {};
  const JsonPath path = graphPath(graph, {which == GraphText::Name ? "name" : "doc"});
  Edit edit{which == GraphText::Name ? "Name the graph" : "Describe the graph", Json::array(), gesture};
  if (text.isEmpty())
    edit.operations.push_back(eraseOperation(path));
  else
    edit.operations.push_back(putOperation(path, text.toStdString()));
  return edit;
}

}  // namespace weft::editor
