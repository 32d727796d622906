// A line of text beside the pointer, while a gesture is under way: why a wire does not fit.
#pragma once

#include <QLabel>
#include <QPointer>

namespace weft::editor {

class CanvasView;

class Hint {
 public:
  explicit Hint(CanvasView& view);
  void show(QPoint at, const QString& text);  // a point of the view; an empty text hides it
  void hide();

 private:
  QPointer<QLabel> m_label;  // the viewport's
};

}  // namespace weft::editor
