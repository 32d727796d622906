// What PictureView draws over the pictures: the grid of pixels, the edge of the wipe, which picture is which.
#include <algorithm>
#include <cmath>

#include <QPainter>

#include "preview/picture_view_state.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr double gridFrom = 12;  // zoom

void paintTag(QPainter& painter, const QString& text, QPointF corner, bool rightAligned) {
  painter.setFont(uiFont());
  const int width = std::min(240, painter.fontMetrics().horizontalAdvance(text) + 16);
  const QRectF box(rightAligned ? corner.x() - width : corner.x(), corner.y(), width, 22);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  QColor ground = theme().panel;
  ground.setAlpha(220);
  painter.setBrush(ground);
  painter.drawRoundedRect(box, 5, 5);
  painter.setPen(theme().text);
  painter.drawText(box, Qt::AlignCenter, painter.fontMetrics().elidedText(text, Qt::ElideMiddle, width - 12));
}

// A line on each edge of a pixel, one pixel of the screen wide.
void paintGrid(QPainter& painter, const PictureView& view, const QRectF& area) {
  QColor colour = theme().border;
  colour.setAlpha(110);
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(QPen(colour, 0));
  const QPointF first = view.toPicture(area.topLeft()), last = view.toPicture(area.bottomRight());
  for (double x = std::ceil(first.x()); x < last.x(); ++x) {
    const double at = view.fromPicture({x, 0}).x();
    painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()));
  }
  for (double y = std::ceil(first.y()); y < last.y(); ++y) {
    const double at = view.fromPicture({0, y}).y();
    painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at));
  }
}

void paintWipe(QPainter& painter, double x, const QRect& area) {
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(QRectF(x - 1, area.top(), 2, area.height()), theme().accent);
  const QPointF centre(x, area.center().y());
  painter.setPen(QPen(theme().accentText, 1.5));
  painter.setBrush(theme().accent);
  painter.drawEllipse(centre, 11, 11);
  for (const int side : {-1, 1}) {
    const QPointF tip = centre + QPointF(side * 7, 0);
    const QPointF arrow[] = {tip + QPointF(-side * 3.5, -3.5), tip, tip + QPointF(-side * 3.5, 3.5)};
    painter.drawPolyline(arrow, 3);
  }
}

}  // namespace

void PictureView::State::paintOver(QPainter& painter, const QRectF& shown) const {
  if (zoom >= gridFrom && !isSplit() && !shown.isEmpty()) paintGrid(painter, view, shown);
  if (compares()) {
    const QString a = label.isEmpty() ? "A" : "A  " + label, b = comparedLabel.isEmpty() ? "B" : "B  " + comparedLabel;
    const QRect left = pane(), right = pane(true);
    const bool shows = peeks || (comparison == Comparison::Blink && showsOther);
    if (comparison == Comparison::Wipe && !peeks) {
      paintWipe(painter, wipeX(), area());
      paintTag(painter, a, {10, 10}, false);
      paintTag(painter, b, QPointF(area().right() - 9, 10), true);
    } else if (isSplit()) {
      paintTag(painter, a, left.topLeft() + QPoint(10, 10), false);
      paintTag(painter, b, right.topLeft() + QPoint(10, 10), false);
    } else if (comparison == Comparison::Difference && !peeks) {
      paintTag(painter, "Difference of A and B", {10, 10}, false);
    } else {
      paintTag(painter, shows ? b : a, {10, 10}, false);
    }
  }
  if (!view.hasFocus()) return;
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(theme().accent, 1));
  painter.drawRect(area().adjusted(0, 0, -1, -1));
}

}  // namespace weft::editor
