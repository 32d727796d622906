// The corners of nodes, groups and notes: a node's width, the others' rectangles.
#pragma once

#include "canvas/tool.h"

namespace weft::editor {

class ResizeTool : public Tool {
 public:
  using Tool::Tool;
  bool press(const CanvasMouse& mouse) override;
  void move(const CanvasMouse& mouse) override;
  void release(const CanvasMouse& mouse) override;
  void cancel() override;
  bool doubleClick(const CanvasMouse& mouse) override;
  bool hover(const CanvasMouse& mouse) override;

 private:
  bool find(const CanvasMouse& mouse);
  QRectF rectAt(const CanvasMouse& mouse) const;

  QString m_node;
  int m_group = -1, m_note = -1;  // one of the three is there
  QRectF m_before;
  int m_step = -1;  // the undo stack's index after the first width; -1: none yet
};

}  // namespace weft::editor
