// Places for nodes that nobody has placed: from left to right along the wires, in layers, with few crossings; what is
// not wired together side by side. The same graph always gets the same places. No recursion: chains may be long.
#pragma once

#include <QHash>
#include <QPointF>
#include <QSet>
#include <QSizeF>
#include <QString>

#include "document/node_face.h"

namespace weft::editor {

// What a node will take on the canvas, as far as its face tells.
QSizeF estimatedNodeSize(const NodeFace& face);

using NodeSizes = QHash<QString, QSizeF>;
using NodePositions = QHash<QString, QPointF>;

// Upper left corners, of `nodes` alone, the first layer at x = 0; the graph's inputs stand leftmost, its outputs
// rightmost. A node without a size gets the estimated one.
NodePositions arranged(const GraphModel& model, const QString& graph, const QSet<QString>& nodes,
                       const NodeSizes& sizes = {});

// Where every node of a graph stands, boundary nodes too: as the file says, else as they are arranged.
NodePositions positionsOf(const GraphModel& model, const QString& graph, const NodeSizes& sizes = {});

// All of them, boundary nodes too.
QSet<QString> nodesOf(const Graph& graph);

}  // namespace weft::editor
