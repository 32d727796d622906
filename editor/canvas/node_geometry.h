// Where the parts of a node lie, in its own coordinates: its upper left corner is the origin, a unit a pixel at 100 %.
#pragma once

#include <QRectF>

#include "document/node_face.h"
#include "run/run_state.h"

namespace weft::editor {

// What lies at a point of a node.
struct NodeHit {
  // More: the row that unfolds advanced parameters.
  enum class Part { None, Body, Title, Collapse, Input, Output, Parameter, More, Picture, Resize };
  Part part = Part::None;
  QString id;  // of the port or parameter; a parameter's own input is Input with its id
};

// Whether a port takes the wire that is dragged.
enum class PortFit { Unasked, Fits, Misfit };

struct NodeGeometry {
  static constexpr double titleHeight = 28, rowHeight = 22, fieldHeight = 24, fieldGap = 3, margin = 10;
  static constexpr double portRadius = 5, portReach = 10, corner = 7, rerouteWidth = 28, rerouteHeight = 16;

  QSizeF size;
  QRectF title;
  // By place in the face. A parameter that is not shown has a null field; one that is shown has its input at the left
  // of it.
  std::vector<QPointF> inputs, outputs;
  std::vector<QRectF> fields;
  QRectF more;  // null: nothing is folded
  int folded = 0;
  QRectF picture, message;  // null: none

  QPointF parameterPoint(size_t place) const { return {0, fields[place].top() + fieldHeight / 2}; }
};

// `unfolded`: advanced parameters are shown, too.
NodeGeometry measureNode(const NodeFace& face, const NodeRun& run, bool unfolded);
NodeHit hitNode(const NodeFace& face, const NodeGeometry& geometry, QPointF at);

// What is wrong with the node, in words; empty: nothing.
QString nodeMessage(const NodeFace& face, const NodeRun& run);

bool isMultiline(const ParameterFace& parameter);  // takes several lines of a node

}  // namespace weft::editor
