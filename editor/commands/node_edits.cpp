#include "commands/node_edits.h"

#include "commands/free_names.h"
#include "commands/healing.h"
#include "commands/layout_change.h"
#include "commands/port_users.h"
#include "document/names.h"

namespace weft::editor {
namespace {

// "weft.encoders.EncodeText" → "encode_text", "graph:two-passes" → "two-passes"
std::string wishFor(const std::string& typeId) {
  if (typeId.starts_with("graph:")) return typeId.substr(6);
  const std::string name = typeId.substr(typeId.rfind('.') + 1);
  const auto isUpper = [](char c) { return c >= 'A' && c <= 'Z'; };
  std::string id;
  for (size_t i = 0; i < name.size(); ++i) {
    const bool afterLower = i > 0 && !isUpper(name[i - 1]) && name[i - 1] != '_';
    const bool beforeLower =
        i > 0 && i + 1 < name.size() && isUpper(name[i - 1]) && name[i + 1] >= 'a' && name[i + 1] <= 'z';
    if (isUpper(name[i]) && (afterLower || beforeLower)) id += '_';
    id += isUpper(name[i]) ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
  }
  return id;
}

// Instances lose the wires at ports that the graph has no more. `healed`: outputs that have another source.
void dropPorts(const GraphModel& model, const QString& graph, const QSet<QString>& gone, const QSet<QString>& healed,
               Json& operations) {
  const Graph& in = *model.graph(graph);
  for (const GraphInput& input : in.inputs) {
    if (gone.contains(inputsNode())) dropInput(model, graph, QString::fromStdString(input.name), operations);
  }
  for (const auto& [name, source] : in.outputs) {
    const QString output = QString::fromStdString(name);
    const bool lost = gone.contains(QString::fromStdString(source.node)) && !healed.contains(output);
    if (lost || gone.contains(outputsNode())) dropOutput(model, graph, output, operations);
  }
}

}  // namespace

QString freeNodeId(const GraphModel& model, const QString& graph, const QString& wish) {
  const Graph* in = model.graph(graph);
  FreeNames names([&](const std::string& id) { return in && in->find(id); });
  return QString::fromStdString(names.take(wish.toStdString()));
}

Edit addNode(const GraphModel& model, const QString& graph, const QString& typeId, QPointF at, QString* id) {
  if (!model.graph(graph)) return {};
  const QString node = freeNodeId(model, graph, QString::fromStdString(wishFor(typeId.toStdString())));
  const NodeType* type = model.catalog().find(typeId.toStdString());
  const QString inner = subgraphOfType(typeId);
  Edit edit{"Add " + (type              ? QString::fromStdString(type->label)
                      : inner.isEmpty() ? typeId
                                        : inner),
            Json::array(),
            {}};
  edit.operations.push_back(
      operation("add-node", graph, {{"node", node.toStdString()}, {"value", {{"type", typeId.toStdString()}}}}));
  LayoutChange layout(model, graph);
  layout.setPosition(node, at);
  layout.appendTo(edit.operations);
  if (id) *id = node;
  return edit;
}

Edit removeNodes(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, bool heal) {
  const Graph* in = model.graph(graph);
  if (!in) return {};
  QSet<QString> gone;
  Json ids = Json::array();
  for (const NodeEntry& node : in->nodes) {
    const QString id = QString::fromStdString(node.id);
    if (!nodes.contains(id)) continue;
    gone.insert(id);
    ids.push_back(node.id);
  }
  if (nodes.contains(inputsNode()) && !in->inputs.empty()) gone.insert(inputsNode());
  if (nodes.contains(outputsNode()) && !in->outputs.empty()) gone.insert(outputsNode());

  Edit edit{"Remove " + countOf(gone.size(), "node"), Json::array(), {}};
  Json healing = Json::array();
  const QSet<QString> healed = heal ? appendHealing(model, graph, gone, healing) : QSet<QString>();
  dropPorts(model, graph, gone, healed, edit.operations);
  if (gone.contains(inputsNode())) edit.operations.push_back(eraseOperation(graphPath(graph, {"inputs"})));
  if (gone.contains(outputsNode())) edit.operations.push_back(eraseOperation(graphPath(graph, {"outputs"})));
  for (Json& operation : healing) edit.operations.push_back(std::move(operation));
  if (!ids.empty()) edit.operations.push_back(operation("remove-nodes", graph, {{"nodes", ids}}));
  LayoutChange layout(model, graph);
  for (const QString& node : gone) layout.removeNode(node);
  layout.appendTo(edit.operations);
  return edit;
}

Edit renameNode(const GraphModel& model, const QString& graph, const QString& node, const QString& to) {
  if (node == to || !isId(to.toStdString()) || !model.node(graph, node) || model.node(graph, to)) return {};
  Edit edit{"Rename " + node + " to " + to, Json::array(), {}};
  edit.operations.push_back(operation("rename-node", graph, {{"node", node.toStdString()}, {"to", to.toStdString()}}));
  LayoutChange layout(model, graph);
  layout.renameNode(node, to);
  layout.appendTo(edit.operations);
  return edit;
}

Edit toggle(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, Switch which) {
  const bool mute = which == Switch::Mute;
  const char* key = mute ? "mute" : "bypass";
  std::vector<const NodeEntry*> on, off;
  for (const QString& id : nodes) {
    const NodeEntry* node = model.node(graph, id);
    if (node) ((mute ? node->mute : node->bypass) ? on : off).push_back(node);
  }
  Edit edit;
  for (const NodeEntry* node : off) {
    edit.operations.push_back(operation("set", graph, {{"node", node->id}, {"key", key}, {"value", true}}));
  }
  if (off.empty()) {
    for (const NodeEntry* node : on)
      edit.operations.push_back(operation("clear", graph, {{"node", node->id}, {"key", key}}));
  }
  const QString verb = mute ? (off.empty() ? "Unmute" : "Mute") : (off.empty() ? "Stop bypassing" : "Bypass");
  edit.name = verb + " " + countOf(static_cast<qsizetype>(edit.operations.size()), "node");
  return edit;
}

Edit setField(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, const QString& key,
              const QString& value) {
  Edit edit;
  const std::string member = key.toStdString(), text = value.toStdString();
  if (member == "params" || member == "inputs") return edit;
  for (const QString& id : nodes) {
    const Json* node = model.nodeJson(graph, id);
    if (!node) continue;
    const auto found = node->find(member);
    if (text.empty() && found != node->end()) {
      edit.operations.push_back(operation("clear", graph, {{"node", id.toStdString()}, {"key", member}}));
    } else if (!text.empty() && (found == node->end() || *found != text)) {
      edit.operations.push_back(
          operation("set", graph, {{"node", id.toStdString()}, {"key", member}, {"value", text}}));
    }
  }
  edit.name = "Set " + key + " of " + countOf(static_cast<qsizetype>(edit.operations.size()), "node");
  return edit;
}

}  // namespace weft::editor
