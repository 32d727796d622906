// Selecting nodes, groups and notes by clicks, and moving them: with what a group holds, along the grid and in line
// with others, as copies with Alt, and into a wire that they are let go on.
#pragma once

#include <optional>

#include "canvas/tool.h"
#include "canvas/tools/auto_scroll.h"
#include "canvas/tools/shapes.h"
#include "commands/layout_edits.h"

namespace weft::editor {

class MoveTool : public Tool {
 public:
  explicit MoveTool(CanvasView& view);
  bool press(const CanvasMouse& mouse) override;
  void move(const CanvasMouse& mouse) override;
  void release(const CanvasMouse& mouse) override;
  void cancel() override;
  bool doubleClick(const CanvasMouse& mouse) override;
  bool hover(const CanvasMouse& mouse) override;

 private:
  // What the pointer is on; no node, and places of -1: nothing that can be moved.
  struct Target {
    QString node;
    int group = -1, note = -1;
    bool isThere() const { return !node.isEmpty() || group >= 0 || note >= 0; }
  };
  Target targetAt(const CanvasMouse& mouse) const;
  bool isSelected(const Target& target) const;
  void choose(const Target& target, bool chosen, bool alone);
  void click(const CanvasMouse& mouse);
  void gather();
  Placement placementAt(const CanvasMouse& mouse);
  QPointF aligned(QPointF delta, QPainterPath& guides) const;
  std::optional<Link> wireBelow(const Placement& placement) const;
  void drop();
  void end();

  Target m_target;
  QPointF m_pressed;
  QPoint m_pressedView;
  Qt::KeyboardModifiers m_modifiers;
  bool m_wasSelected = false, m_dragged = false, m_copies = false;
  Placement m_before, m_now;       // of all that moves
  QHash<QString, QSizeF> m_sizes;  // of its nodes
  std::vector<QRectF> m_others;    // nodes in sight that stay: what there is to be in line with
  std::optional<Link> m_wire;      // that the node would be put into
  ToolShape* m_guides;             // the scene's
  AutoScroll m_scroll;
};

}  // namespace weft::editor
