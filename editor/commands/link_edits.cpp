#include "commands/link_edits.h"

#include "commands/node_edits.h"
#include "commands/wire_draft.h"
#include "document/link_rules.h"
#include "document/names.h"
#include "document/node_face.h"
#include "document/type_ports.h"

namespace weft::editor {
namespace {

constexpr const char* rerouteType = "weft.flow.Pass";

Edit finish(const QString& name, const WireDraft& draft, Json operations = Json::array()) {
  Edit edit{name, std::move(operations), {}};
  draft.appendTo(edit.operations);
  return edit;
}

QString counted(const QString& verb, size_t count) {
  return count == 1 ? verb + " wire" : verb + QString(" %1 wires").arg(count);
}

bool isThere(const GraphModel& model, const QString& graph, const Link& link) {
  const Graph* in = model.graph(graph);
  if (!in) return false;
  const std::vector<Link> links = linksInto(*in, link.to.node);
  return std::find(links.begin(), links.end(), link) != links.end();
}

QString labelOfType(const GraphModel& model, const QString& typeId) {
  const NodeType* type = model.catalog().find(typeId.toStdString());
  if (type) return QString::fromStdString(type->label);
  const QString graph = subgraphOfType(typeId);
  return graph.isEmpty() ? typeId : graph;
}

// An input and an output of the node that stand in the wire; empty: there are none.
std::pair<QString, QString> throughPorts(const GraphModel& model, const QString& graph, const NodeFace& face,
                                         const Link& link) {
  LinkRules rules(model, graph);
  const Type given = rules.typeOf(link.from), wanted = rules.wantedBy(link.to);
  for (const bool open : {false, true}) {
    for (const PortFace& input : face.inputs) {
      TypeBindings bindings;
      if (input.linked || substitute(input.type, {}).isAny() != open) continue;
      if (!matchType(given, input.type, bindings) || !rules.check(link.from, {face.id, input.id})) continue;
      for (const PortFace& output : face.outputs) {
        TypeBindings none;
        if (!matchType(substitute(output.type, bindings), wanted, none)) continue;
        if (rules.check({face.id, output.id}, link.to)) return {input.id, output.id};
      }
    }
  }
  return {};
}

}  // namespace

Edit connectPorts(const GraphModel& model, const QString& graph, const PortRef& from, const PortRef& to) {
  return connectPorts(model, graph, {{from, to}});
}

Edit connectPorts(const GraphModel& model, const QString& graph,
                  const std::vector<std::pair<PortRef, PortRef>>& wires) {
  WireDraft draft(model, graph);
  for (const auto& [from, to] : wires) draft.connect(from, to);
  return finish(counted("Connect", wires.size()), draft);
}

Edit disconnect(const GraphModel& model, const QString& graph, const std::vector<Link>& links) {
  WireDraft draft(model, graph);
  for (const Link& link : links) draft.remove(link);
  return finish(counted("Disconnect", links.size()), draft);
}

Edit moveLink(const GraphModel& model, const QString& graph, const Link& link, const PortRef& to) {
  WireDraft draft(model, graph);
  if (!(link.to == to)) {
    draft.remove(link);
    draft.connect(link.from, to);
  }
  return finish("Move wire", draft);
}

Edit setLinkSource(const GraphModel& model, const QString& graph, const Link& link, const PortRef& from) {
  WireDraft draft(model, graph);
  draft.setSource(link, from);
  return finish("Move wire", draft);
}

Edit addLinkedNode(const GraphModel& model, const QString& graph, const QString& typeId, QPointF at,
                   const std::optional<PortRef>& from, const std::optional<PortRef>& to, const QString& port,
                   QString* id) {
  QString node;
  Edit edit = addNode(model, graph, typeId, at, &node);
  if (id) *id = node;
  if (edit.isEmpty()) return edit;
  LinkRules rules(model, graph);
  const TypePorts ports = portsOf(model, typeId);
  TypeBindings bindings;
  const QString input = !from                    ? QString()
                        : !to && !port.isEmpty() ? port
                                                 : fittingInput(ports, rules.typeOf(*from), &bindings);
  const QString output = !to                        ? QString()
                         : !from && !port.isEmpty() ? port
                                                    : fittingOutput(ports, rules.wantedBy(*to), bindings);
  WireDraft draft(model, graph);
  draft.expect(node, typeId);
  if (!input.isEmpty()) draft.connect(*from, {node, input});
  if (!output.isEmpty()) draft.connect({node, output}, *to);
  edit.name = "Add " + labelOfType(model, typeId);
  draft.appendTo(edit.operations);
  return edit;
}

Edit insertIntoLink(const GraphModel& model, const QString& graph, const QString& node, const Link& link) {
  const auto face = nodeFace(model, graph, node);
  const bool isPossible = face && !isBoundary(node) && link.from.node != node && link.to.node != node;
  if (!isPossible || !isThere(model, graph, link)) return {};
  const auto [input, output] = throughPorts(model, graph, *face, link);
  if (input.isEmpty()) return {};
  WireDraft draft(model, graph);
  draft.setSource(link, {node, output});
  draft.connect(link.from, {node, input});
  return finish("Insert " + face->title, draft);
}

Edit addNodeIntoLink(const GraphModel& model, const QString& graph, const QString& typeId, QPointF at, const Link& link,
                     QString* id) {
  QString node;
  Edit edit = addNode(model, graph, typeId, at, &node);
  if (edit.isEmpty() || !isThere(model, graph, link)) return {};
  LinkRules rules(model, graph);
  const TypePorts ports = portsOf(model, typeId);
  TypeBindings bindings;
  const QString input = fittingInput(ports, rules.typeOf(link.from), &bindings);
  const QString output = fittingOutput(ports, rules.wantedBy(link.to), bindings);
  if (input.isEmpty() || output.isEmpty()) return {};
  if (id) *id = node;
  WireDraft draft(model, graph);
  draft.expect(node, typeId);
  draft.setSource(link, {node, output});
  draft.connect(link.from, {node, input});
  draft.appendTo(edit.operations);
  edit.name = "Insert " + labelOfType(model, typeId);
  return edit;
}

Edit addReroute(const GraphModel& model, const QString& graph, const Link& link, QPointF at, QString* id) {
  Edit edit = addNodeIntoLink(model, graph, rerouteType, at, link, id);
  if (!edit.isEmpty()) edit.name = "Add reroute";
  return edit;
}

}  // namespace weft::editor
