// How a node looks. Painters only: what is where comes from NodeGeometry, what is shown from NodeFace and NodeRun.
#pragma once

#include <functional>

#include <QPainter>
#include <QPainterPath>

#include "canvas/node_geometry.h"

namespace weft::editor {

struct NodePicture {
  const NodeFace& face;
  const NodeRun& run;
  const NodeGeometry& geometry;
  std::vector<QColor> inputColours, outputColours, parameterColours;  // by place in the face
  std::vector<PortFit> fits;  // of inputs, outputs, parameters in this order; empty: nobody asks
  NodeHit hovered;
  bool chosen = false, current = false;
  bool details = false;  // time and bytes
  bool unfolded = false;
};

// Room around the body for shadow, outline and ports, and above it for time and bytes.
constexpr double nodeShadow = 12, nodeDetailsHeight = 18;

// All of it, at 40 % zoom and more; `painter` in the node's coordinates.
void paintNode(QPainter& painter, const NodePicture& node);
// From afar: the body, its colour, its picture, its name in letters of `nameSize` canvas units.
void paintNodeName(QPainter& painter, const NodePicture& node, double nameSize);
// From farther still: what is left when texts are gone.
void paintNodeBlock(QPainter& painter, const NodeFace& face, const NodeRun& run, const NodeGeometry& geometry,
                    bool chosen);

// Parts of it.
void paintField(QPainter& painter, const ParameterFace& parameter, const QRectF& field, bool hovered, SeedChange seeds);
void paintPort(QPainter& painter, QPointF at, const QColor& colour, uint32_t flags, bool linked, PortFit fit);
void paintReroute(QPainter& painter, const NodePicture& node);
void fadeNode(QPainter& painter, const NodePicture& node);  // from here on, where it is mute; nothing shines through
QPainterPath nodeTitlePath(const NodePicture& node);
QColor nodeTitleColour(const NodeFace& face);
QColor nodeBodyColour(const NodeFace& face);

enum class NodeGlyph { Expanded, Collapsed, Pin, Mute, Bypass, Missing, Done, Cached, Failed, Waiting, Skipped, Enter };
void paintGlyph(QPainter& painter, NodeGlyph glyph, QPointF centre, const QColor& colour);

}  // namespace weft::editor
