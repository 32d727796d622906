// Edits of wires. Boundary nodes are ports like others here: a wire from inputsNode() is a target of the graph's input,
// one to outputsNode() the source of its output. Whether types fit is LinkRules' to say; these do what they are told.
#pragma once

#include <QPointF>

#include "document/edit.h"
#include "document/graph_model.h"
#include "document/links.h"

namespace weft::editor {

// Takes the place of what was linked there; at a variadic port it is one more.
Edit connectPorts(const GraphModel& model, const QString& graph, const PortRef& from, const PortRef& to);
// One step: several wires that a gesture makes.
Edit connectPorts(const GraphModel& model, const QString& graph, const std::vector<std::pair<PortRef, PortRef>>& wires);
Edit disconnect(const GraphModel& model, const QString& graph, const std::vector<Link>& links);
// The end of a wire goes elsewhere.
Edit moveLink(const GraphModel& model, const QString& graph, const Link& link, const PortRef& to);
// Its beginning does; among the links of a variadic port it keeps its place.
Edit setLinkSource(const GraphModel& model, const QString& graph, const Link& link, const PortRef& from);

// A new node whose input takes `from` (or whose output gives to `to`); with both it stands between them. `port`: which
// of the new node's, where only one is linked; empty for the first that fits.
Edit addLinkedNode(const GraphModel& model, const QString& graph, const QString& typeId, QPointF at,
                   const std::optional<PortRef>& from, const std::optional<PortRef>& to, const QString& port = {},
                   QString* id = nullptr);
// A node that is there is put into a wire; empty where it does not fit.
Edit insertIntoLink(const GraphModel& model, const QString& graph, const QString& node, const Link& link);
// A new one; empty where none of its ports fit.
Edit addNodeIntoLink(const GraphModel& model, const QString& graph, const QString& typeId, QPointF at, const Link& link,
                     QString* id = nullptr);
// A reroute (weft.flow.Pass) on a wire.
Edit addReroute(const GraphModel& model, const QString& graph, const Link& link, QPointF at, QString* id = nullptr);

}  // namespace weft::editor
