// What lies behind the nodes.
#pragma once

#include <QPainter>

namespace weft::editor {

// `rect` in canvas units; lines that would stand too close are left out.
void paintGrid(QPainter& painter, const QRectF& rect, double zoom, double step);
// What to do on an empty canvas; `room` in pixels of the view.
void paintEmptyHint(QPainter& painter, const QRect& room);

// The keyboard is here.
void paintFocusFrame(QPainter& painter, const QRect& room);

}  // namespace weft::editor
