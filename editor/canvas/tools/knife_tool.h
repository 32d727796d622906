// Ctrl+Shift+drag cuts every wire that the line crosses.
#pragma once

#include "canvas/tool.h"
#include "canvas/tools/shapes.h"

namespace weft::editor {

class KnifeTool : public Tool {
 public:
  explicit KnifeTool(CanvasView& view);
  bool press(const CanvasMouse& mouse) override;
  void move(const CanvasMouse& mouse) override;
  void release(const CanvasMouse& mouse) override;
  void cancel() override;

 private:
  QPolygonF m_way;
  ToolShape* m_shape;  // the scene's
};

}  // namespace weft::editor
