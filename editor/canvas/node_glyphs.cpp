// The small signs in a node's title.
#include "canvas/node_paint.h"

namespace weft::editor {
namespace {

void strokeLines(QPainter& painter, std::initializer_list<QPointF> points) {
  painter.drawPolyline(points.begin(), static_cast<int>(points.size()));
}

void paintPin(QPainter& painter) {
  painter.drawLine(QPointF(0, 1), QPointF(0, 5));
  strokeLines(painter, {{-3, 1}, {3, 1}, {2, -1}, {2, -4}, {-2, -4}, {-2, -1}, {-3, 1}});
}

}  // namespace

void paintGlyph(QPainter& painter, NodeGlyph glyph, QPointF centre, const QColor& colour) {
  painter.save();
  painter.translate(centre);
  painter.setPen(QPen(colour, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.setBrush(Qt::NoBrush);
  switch (glyph) {
    case NodeGlyph::Expanded:
      strokeLines(painter, {{-3.5, -1.5}, {0, 2}, {3.5, -1.5}});
      break;
    case NodeGlyph::Collapsed:
      strokeLines(painter, {{-1.5, -3.5}, {2, 0}, {-1.5, 3.5}});
      break;
    case NodeGlyph::Pin:
      paintPin(painter);
      break;
    case NodeGlyph::Mute:
      painter.drawEllipse(QPointF(), 4.5, 4.5);
      painter.drawLine(QPointF(-3, 3), QPointF(3, -3));
      break;
    case NodeGlyph::Bypass:
      strokeLines(painter, {{-5, 2}, {-3, -2.5}, {3, -2.5}, {5, 2}});
      strokeLines(painter, {{2.2, 1}, {5, 2}, {5.8, -1}});
      break;
    case NodeGlyph::Missing:
      strokeLines(painter, {{0, -5}, {5.2, 4}, {-5.2, 4}, {0, -5}});
      painter.drawLine(QPointF(0, -1.5), QPointF(0, 1));
      painter.drawPoint(QPointF(0, 2.6));
      break;
    case NodeGlyph::Done:
      strokeLines(painter, {{-3.5, 0.5}, {-1, 3}, {3.8, -2.8}});
      break;
    case NodeGlyph::Cached:
      painter.drawArc(QRectF(-4, -4, 8, 8), 40 * 16, 290 * 16);
      strokeLines(painter, {{3.4, -5}, {3.2, -2}, {0.4, -2.2}});
      break;
    case NodeGlyph::Failed:
      painter.drawLine(QPointF(-3, -3), QPointF(3, 3));
      painter.drawLine(QPointF(-3, 3), QPointF(3, -3));
      break;
    case NodeGlyph::Waiting:
      painter.drawEllipse(QPointF(), 4.2, 4.2);
      strokeLines(painter, {{0, -2.2}, {0, 0}, {1.8, 1}});
      break;
    case NodeGlyph::Skipped:
      strokeLines(painter, {{-3.5, -3}, {-0.5, 0}, {-3.5, 3}});
      strokeLines(painter, {{0.8, -3}, {3.8, 0}, {0.8, 3}});
      break;
    case NodeGlyph::Enter:
      painter.drawRoundedRect(QRectF(-4.5, -4, 6.5, 8), 1.5, 1.5);
      strokeLines(painter, {{-1.5, 0}, {5, 0}});
      strokeLines(painter, {{2.8, -2.2}, {5, 0}, {2.8, 2.2}});
      break;
  }
  painter.restore();
}

}  // namespace weft::editor
