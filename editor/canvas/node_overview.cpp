// Nodes from afar.
#include "canvas/node_fonts.h"
#include "canvas/node_paint.h"

namespace weft::editor {
namespace {

using G = NodeGeometry;

// Of the title's kind, `size` high or less, so that the words find room.
QFont fittingFont(const QString& text, double size, QSizeF room) {
  QFont font = nodeFonts().title;
  for (const double least = size / 2; size >= least; size *= 0.85) {
    font.setPixelSize(static_cast<int>(size));
    const QRectF needed =
        QFontMetricsF(font).boundingRect(QRectF(QPointF(), room), Qt::AlignCenter | Qt::TextWordWrap, text);
    if (needed.width() <= room.width() && needed.height() <= room.height()) break;
  }
  return font;
}

}  // namespace

void paintNodeName(QPainter& painter, const NodePicture& node, double nameSize) {
  const Theme& t = theme();
  const QRectF body(QPointF(), node.geometry.size);
  painter.setRenderHint(QPainter::Antialiasing);
  fadeNode(painter, node);
  if (node.face.kind == NodeKind::Reroute) {
    paintReroute(painter, node);
    return;
  }
  painter.setPen(Qt::NoPen);
  painter.setBrush(mixed(nodeBodyColour(node.face), nodeTitleColour(node.face), 0.5));
  painter.drawRoundedRect(body, G::corner, G::corner);
  painter.setBrush(nodeTitleColour(node.face));
  if (!node.face.look.collapsed) painter.drawPath(nodeTitlePath(node));
  if (!node.geometry.picture.isNull()) painter.drawImage(node.geometry.picture, node.run.picture);
  const bool marked = node.run.status == NodeStatus::Failed || node.run.status == NodeStatus::Running;
  if (node.chosen || marked) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(node.chosen ? t.nodeSelected : statusColour(node.run.status), 5));
    painter.drawRoundedRect(body, G::corner, G::corner);
  }
  QRectF room = body.adjusted(6, 2, -6, -2);
  if (!node.geometry.picture.isNull()) room.setBottom(node.geometry.picture.top() - 2);
  painter.setFont(fittingFont(node.face.title, nameSize, room.size()));
  painter.setPen(t.nodeTitleText);
  painter.setClipRect(body, Qt::IntersectClip);
  painter.drawText(room, Qt::AlignCenter | Qt::TextWordWrap, node.face.title);
}

void paintNodeBlock(QPainter& painter, const NodeFace& face, const NodeRun& run, const NodeGeometry& geometry,
                    bool chosen) {
  const QRectF body(QPointF(), geometry.size);
  const QColor ground = mixed(nodeBodyColour(face), nodeTitleColour(face), 0.6);
  const bool marked = chosen || run.status == NodeStatus::Failed || run.status == NodeStatus::Running;
  if (marked) {
    const QColor edge = chosen ? theme().nodeSelected : statusColour(run.status);
    painter.fillRect(body.adjusted(-12, -12, 12, 12), edge);
  }
  painter.fillRect(body, face.mute ? mixed(ground, theme().canvas, 0.5) : ground);
  if (!geometry.picture.isNull()) painter.drawImage(geometry.picture, run.picture);
}

}  // namespace weft::editor
