// What reaches a canvas beside presses and drags: context menus, node types let go there, and a click of the middle
// button on a wire.
#pragma once

#include <QObject>
#include <QPoint>

class QDropEvent;

namespace weft::editor {

class CanvasView;

class CanvasEvents : public QObject {
  Q_OBJECT

 public:
  explicit CanvasEvents(CanvasView& view);  // its child

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  bool drag(QDropEvent& event);
  bool drop(QDropEvent& event);

  CanvasView& m_view;
  QPoint m_middle;  // where the middle button went down
};

}  // namespace weft::editor
