// The empty canvas and the wires on it: the rubber band, the search at a double click, reroutes.
#pragma once

#include "canvas/tool.h"
#include "canvas/tools/auto_scroll.h"
#include "canvas/tools/shapes.h"

namespace weft::editor {

class CanvasTool : public Tool {
 public:
  explicit CanvasTool(CanvasView& view);
  bool press(const CanvasMouse& mouse) override;
  void move(const CanvasMouse& mouse) override;
  void release(const CanvasMouse& mouse) override;
  void cancel() override;
  bool doubleClick(const CanvasMouse& mouse) override;

 private:
  void select(const QRectF& band);
  void end();

  enum class Mode { Replace, Add, Subtract };
  Mode m_mode = Mode::Replace;
  QPointF m_pressed;
  QSet<QString> m_nodes;  // that were selected before
  QSet<int> m_groups, m_notes;
  bool m_isBand = false;
  ToolShape* m_band;  // the scene's
  AutoScroll m_scroll;
};

// A reroute on the wire at this point; false: there is none, or it takes none.
bool addRerouteAt(CanvasView& view, QPointF at);

}  // namespace weft::editor
