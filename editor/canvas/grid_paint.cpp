#include "canvas/grid_paint.h"

#include <cmath>

#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr double closest = 12;  // pixels between lines
constexpr int majorEvery = 5;

void paintLines(QPainter& painter, const QRectF& rect, double step, const QColor& colour) {
  QVector<QLineF> lines;
  for (double x = std::floor(rect.left() / step) * step; x <= rect.right(); x += step) {
    lines << QLineF(x, rect.top(), x, rect.bottom());
  }
  for (double y = std::floor(rect.top() / step) * step; y <= rect.bottom(); y += step) {
    lines << QLineF(rect.left(), y, rect.right(), y);
  }
  painter.setPen(QPen(colour, 0));
  painter.drawLines(lines);
}

}  // namespace

void paintGrid(QPainter& painter, const QRectF& rect, double zoom, double step) {
  const Theme& t = theme();
  painter.fillRect(rect, t.canvas);
  painter.setRenderHint(QPainter::Antialiasing, false);
  while (step * zoom < closest) step *= majorEvery;
  paintLines(painter, rect, step, t.gridMinor);
  paintLines(painter, rect, step * majorEvery, t.gridMajor);
}

void paintEmptyHint(QPainter& painter, const QRect& room) {
  painter.save();
  painter.resetTransform();
  QFont font = uiFont();
  font.setPixelSize(15);
  painter.setFont(font);
  painter.setPen(theme().dimText);
  painter.drawText(room, Qt::AlignCenter, "Double-click or press Tab to add a node");
  painter.restore();
}

void paintFocusFrame(QPainter& painter, const QRect& room) {
  painter.save();
  painter.resetTransform();
  painter.setPen(QPen(theme().accent, 2));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(room.adjusted(1, 1, -1, -1));
  painter.restore();
}

}  // namespace weft::editor
