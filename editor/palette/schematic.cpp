#include "palette/schematic.h"

#include <QPainterPath>

#include "document/arrange.h"
#include "document/links.h"
#include "document/node_face.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr double largest = 0.16;  // scale: a graph of two nodes is not drawn larger than life needs
constexpr size_t mostBoxes = 400, mostWires = 1200;

// The place of one of `count` ports on a side of the box.
double portY(const QRectF& box, qsizetype place, qsizetype count) {
  return box.top() + box.height() * (static_cast<double>(place) + 1) / (static_cast<double>(count) + 1);
}

// An input or parameter among all of them; -1: the node has no such.
std::pair<qsizetype, qsizetype> inputPlace(const NodeFace& face, const QString& port) {
  qsizetype place = -1, count = 0;
  for (const PortFace& input : face.inputs) {
    if (input.id == port) place = count;
    ++count;
  }
  if (place < 0 && face.parameter(port)) place = count++;
  return {place, count};
}

std::pair<qsizetype, qsizetype> outputPlace(const NodeFace& face, const QString& port) {
  for (size_t i = 0; i < face.outputs.size(); ++i) {
    if (face.outputs[i].id == port) return {static_cast<qsizetype>(i), static_cast<qsizetype>(face.outputs.size())};
  }
  return {-1, 0};
}

}  // namespace

Schematic schematicOf(const GraphModel& model) {
  Schematic schematic;
  const NodePositions positions = positionsOf(model, {});
  QHash<QString, NodeFace> faces;
  QHash<QString, QRectF> rects;
  for (auto it = positions.begin(); it != positions.end() && schematic.boxes.size() < mostBoxes; ++it) {
    std::optional<NodeFace> face = nodeFace(model, {}, it.key());
    if (!face) continue;
    const QRectF rect(*it, estimatedNodeSize(*face));
    Type type = face->outputs.empty() ? Type::any() : face->outputs.front().type;
    if (face->outputs.empty() && !face->inputs.empty()) type = face->inputs.front().type;
    schematic.boxes.push_back({rect, std::move(type)});
    schematic.bounds |= rect;
    rects.insert(it.key(), rect);
    faces.insert(it.key(), std::move(*face));
  }
  for (const Link& link : linksOf(model.document().graph())) {
    if (!rects.contains(link.from.node) || !rects.contains(link.to.node)) continue;
    if (schematic.wires.size() == mostWires) break;
    const auto [out, outs] = outputPlace(faces[link.from.node], link.from.port);
    const auto [in, ins] = inputPlace(faces[link.to.node], link.to.port);
    if (out < 0 || in < 0) continue;
    const QRectF from = rects[link.from.node], to = rects[link.to.node];
    schematic.wires.push_back({{from.right(), portY(from, out, outs)},
                               {to.left(), portY(to, in, ins)},
                               faces[link.from.node].outputs[static_cast<size_t>(out)].type});
  }
  return schematic;
}

void drawSchematic(QPainter& painter, const QRectF& rect, const Schematic& schematic) {
  if (schematic.bounds.isEmpty()) return;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const double scale =
      std::min({largest, rect.width() / schematic.bounds.width(), rect.height() / schematic.bounds.height()});
  const QPointF shift = rect.center() - schematic.bounds.center() * scale;
  const auto placed = [&](QPointF point) { return point * scale + shift; };
  painter.setBrush(Qt::NoBrush);
  for (const Schematic::Wire& wire : schematic.wires) {
    const QPointF from = placed(wire.from), to = placed(wire.to);
    const double reach = std::max(6.0, std::abs(to.x() - from.x()) / 2);
    QPainterPath path(from);
    path.cubicTo(from + QPointF(reach, 0), to - QPointF(reach, 0), to);
    painter.setPen(QPen(typeColour(wire.type), 1.3));
    painter.drawPath(path);
  }
  for (const Schematic::Box& box : schematic.boxes) {
    const QRectF small(placed(box.rect.topLeft()), box.rect.size() * scale);
    painter.setPen(QPen(theme().nodeBorder, 1));
    painter.setBrush(theme().node);
    painter.drawRoundedRect(small, 2, 2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(typeColour(box.type));
    painter.drawRoundedRect(QRectF(small.topLeft(), QSizeF(small.width(), std::min(3.0, small.height()))), 1.5, 1.5);
  }
  painter.restore();
}

}  // namespace weft::editor
