// Edits of nodes. Every function only makes an Edit; GraphModel::apply() does it. What cannot be done is left out, so
// that an edit may come out empty, which does nothing.
#pragma once

#include <QPointF>
#include <QSet>

#include "document/edit.h"
#include "document/graph_model.h"

namespace weft::editor {

// A new node of the type ("graph:NAME" for an instance), its upper left corner at `at`; `id` receives its id, made from
// the type's name and free in the graph: "Resample" → "resample", "resample_2".
Edit addNode(const GraphModel& model, const QString& graph, const QString& typeId, QPointF at, QString* id = nullptr);
QString freeNodeId(const GraphModel& model, const QString& graph, const QString& wish);

// With their links, positions and looks; a boundary node goes with all inputs, or outputs, of the graph. Where `heal`,
// a wire that went through a node stays where types allow.
Edit removeNodes(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, bool heal = false);

// The id, which links, positions and looks follow. A title is setTitle()'s.
Edit renameNode(const GraphModel& model, const QString& graph, const QString& node, const QString& to);

enum class Switch { Mute, Bypass };
// On for all, or off where all have it on.
Edit toggle(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, Switch which);

// A member of the node that is not a parameter ("device", "dtype"); an empty text takes it out.
Edit setField(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, const QString& key,
              const QString& value);

}  // namespace weft::editor
