// A graph in little: boxes and wires in the colours of what flows, for lists of graphs.
#pragma once

#include <vector>

#include <QPainter>
#include <QRectF>

#include "document/graph_model.h"

namespace weft::editor {

struct Schematic {
  struct Box {
    QRectF rect;
    Type type;  // what it gives first
  };
  struct Wire {
    QPointF from, to;
    Type type;
  };
  std::vector<Box> boxes;  // in canvas units
  std::vector<Wire> wires;
  QRectF bounds;
};

// Of the top graph, where the file has its nodes, or would have them arranged.
Schematic schematicOf(const GraphModel& model);
// As large as fits, in the middle of `rect`.
void drawSchematic(QPainter& painter, const QRectF& rect, const Schematic& schematic);

}  // namespace weft::editor
