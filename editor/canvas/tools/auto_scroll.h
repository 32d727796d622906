// Scrolls the canvas while a drag is held at its edge, and tells the tool that the pointer is over something else.
#pragma once

#include <functional>

#include <QTimer>

#include "canvas/tool.h"

namespace weft::editor {

class AutoScroll {
 public:
  using Moved = std::function<void(const CanvasMouse&)>;
  AutoScroll(CanvasView& view, Moved moved);
  void follow(const CanvasMouse& mouse);  // at every move of a drag
  void stop();

 private:
  void step();
  QPoint speed() const;  // pixels a step; null: the pointer is not at an edge

  CanvasView& m_view;
  const Moved m_moved;
  CanvasMouse m_mouse;
  QTimer m_timer;
};

}  // namespace weft::editor
