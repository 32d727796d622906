// What the mouse does on the canvas. The view asks its tools in order who takes a press; that one gets the moves until
// the release. Tools live in canvas/tools/ and change the document through Edits alone.
#pragma once

#include <QPointF>

#include "canvas/node_item.h"

class QKeyEvent;

namespace weft::editor {

class CanvasView;

struct CanvasMouse {
  QPointF scene;
  QPoint view;
  Qt::MouseButton button = Qt::NoButton;
  Qt::KeyboardModifiers modifiers;
  NodeItem* node = nullptr;  // below the pointer
  NodeHit hit;
};

class Tool {
 public:
  explicit Tool(CanvasView& view) : m_view(view) {}
  virtual ~Tool() = default;
  virtual bool press(const CanvasMouse& mouse) = 0;  // true: takes the gesture
  virtual void move(const CanvasMouse&) {}
  virtual void release(const CanvasMouse&) {}
  virtual void cancel() {}  // Escape, or the window was left
  virtual bool doubleClick(const CanvasMouse&) { return false; }
  virtual bool hover(const CanvasMouse&) { return false; }  // cursor and tool tip

 protected:
  CanvasView& view() const { return m_view; }

 private:
  CanvasView& m_view;
};

}  // namespace weft::editor
