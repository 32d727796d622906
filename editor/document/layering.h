// Drawing a directed graph in layers: who stands in which column, in which order, at which height.
#pragma once

#include <vector>

#include <QPointF>
#include <QSizeF>

namespace weft::editor {

struct LayerNode {
  QSizeF size;
  bool first = false, last = false;  // has the first, or the last, column for itself
};

struct LayerEdge {
  int from = 0, to = 0;                 // places in the nodes
  double fromOffset = 0, toOffset = 0;  // of the ports, from the nodes' upper edges
};

struct LayerGaps {
  double column = 80, row = 32;
};

// Upper left corners, from (0, 0) on. Circles are drawn with some of their edges going back.
std::vector<QPointF> layered(const std::vector<LayerNode>& nodes, const std::vector<LayerEdge>& edges,
                             const LayerGaps& gaps = {});

}  // namespace weft::editor
