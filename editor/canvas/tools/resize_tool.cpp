#include "canvas/tools/resize_tool.h"

#include "canvas/canvas_actions.h"
#include "canvas/canvas_view.h"
#include "canvas/decoration_items.h"

namespace weft::editor {
namespace {

constexpr double leastWidth = 120, leastHeight = 60;

template <typename Item>
bool isCorner(const Item* item, QPointF at) {
  return item && item->hit(at) == DecorationPart::Resize;
}

}  // namespace

bool ResizeTool::find(const CanvasMouse& mouse) {
  m_node.clear();
  m_group = m_note = -1;
  if (mouse.node) {
    if (mouse.hit.part != NodeHit::Part::Resize) return false;
    m_node = mouse.node->face().id;
    m_before = mouse.node->bodyRect().translated(mouse.node->pos());
    return true;
  }
  const NoteItem* note = view().graph().noteAt(mouse.scene);
  const GroupItem* group = view().graph().groupAt(mouse.scene);
  if (isCorner(note, mouse.scene)) {
    m_note = note->place();
    m_before = note->rect();
  } else if (!note && isCorner(group, mouse.scene)) {
    m_group = group->place();
    m_before = group->rect();
  }
  return m_note >= 0 || m_group >= 0;
}

bool ResizeTool::press(const CanvasMouse& mouse) {
  if (mouse.button != Qt::LeftButton || !find(mouse)) return false;
  m_step = -1;
  view().model().endMerge();
  return true;
}

QRectF ResizeTool::rectAt(const CanvasMouse& mouse) const {
  const QPointF corner = view().snapped(mouse.scene);
  return {m_before.topLeft(), QSizeF(std::max(leastWidth, corner.x() - m_before.left()),
                                     std::max(leastHeight, corner.y() - m_before.top()))};
}

// A node's width is edited as it is dragged: what is in it finds its place anew.
void ResizeTool::move(const CanvasMouse& mouse) {
  const QRectF rect = rectAt(mouse);
  Placement placement;
  if (m_group >= 0) placement.groups.insert(m_group, rect);
  if (m_note >= 0) placement.notes.insert(m_note, rect);
  if (m_node.isEmpty()) return view().graph().preview(placement);
  const Edit edit = setWidth(view().model(), view().selection().graph(), m_node, rect.width(), "canvas:width");
  if (perform(view(), edit)) m_step = view().model().undoStack().index();
}

void ResizeTool::release(const CanvasMouse& mouse) {
  view().model().endMerge();
  if (!m_node.isEmpty()) return;
  Placement placement;
  if (m_group >= 0) placement.groups.insert(m_group, rectAt(mouse));
  if (m_note >= 0) placement.notes.insert(m_note, rectAt(mouse));
  view().graph().preview({});
  Edit edit = place(view().model(), view().selection().graph(), placement);
  edit.name = m_group >= 0 ? "Resize group" : "Resize note";
  perform(view(), edit);
}

void ResizeTool::cancel() {
  view().model().endMerge();
  view().graph().preview({});
  if (m_step > 0 && view().model().undoStack().index() == m_step) view().model().undoStack().undo();
}

// As wide as its content wants.
bool ResizeTool::doubleClick(const CanvasMouse& mouse) {
  if (!find(mouse) || m_node.isEmpty()) return false;
  perform(view(), setWidth(view().model(), view().selection().graph(), m_node, 0));
  return true;
}

bool ResizeTool::hover(const CanvasMouse& mouse) {
  if (!find(mouse)) return false;
  view().viewport()->setCursor(m_node.isEmpty() ? Qt::SizeFDiagCursor : Qt::SizeHorCursor);
  return true;
}

}  // namespace weft::editor
