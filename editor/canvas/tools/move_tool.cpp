#include "canvas/tools/move_tool.h"

#include <QApplication>

#include "canvas/canvas_actions.h"
#include "canvas/canvas_view.h"
#include "canvas/decoration_items.h"
#include "canvas/tools/text_overlay.h"
#include "commands/clipboard.h"
#include "commands/link_edits.h"

namespace weft::editor {
namespace {

constexpr double alignReach = 6, wireReach = 14;  // pixels of the view

QRectF rectOf(const NodeItem& item) { return item.bodyRect().translated(item.pos()); }

// Of the three lines of `others` in one direction, the nearest to one of `moved`'s; answers how far it is away.
struct Snap {
  double by = 0, at = 0;
  bool found = false;
};
Snap snapTo(const std::array<double, 3>& moved, const std::vector<std::array<double, 3>>& others, double reach) {
  Snap snap;
  for (const auto& lines : others) {
    for (const double at : lines) {
      for (const double own : moved) {
        if (std::abs(at - own) >= (snap.found ? std::abs(snap.by) : reach)) continue;
        snap = {at - own, at, true};
      }
    }
  }
  return snap;
}

std::array<double, 3> across(const QRectF& r) { return {r.left(), r.center().x(), r.right()}; }
std::array<double, 3> down(const QRectF& r) { return {r.top(), r.center().y(), r.bottom()}; }

}  // namespace

MoveTool::MoveTool(CanvasView& view)
    : Tool(view),
      m_guides(new ToolShape(ToolShape::Kind::Guides)),
      m_scroll(view, [this](const CanvasMouse& mouse) { move(mouse); }) {
  view.graph().addItem(m_guides);
}

MoveTool::Target MoveTool::targetAt(const CanvasMouse& mouse) const {
  GraphScene& graph = view().graph();
  if (mouse.node) return {mouse.node->face().id, -1, -1};
  if (const NoteItem* note = graph.noteAt(mouse.scene)) return {{}, -1, note->place()};
  const GroupItem* group = graph.groupAt(mouse.scene);
  if (group && group->hit(mouse.scene) == DecorationPart::Title) return {{}, group->place(), -1};
  return {};
}

bool MoveTool::isSelected(const Target& target) const {
  const Selection& selection = view().selection();
  return target.group >= 0  ? selection.groups().contains(target.group)
         : target.note >= 0 ? selection.notes().contains(target.note)
                            : selection.nodes().contains(target.node);
}

void MoveTool::choose(const Target& target, bool chosen, bool alone) {
  Selection& selection = view().selection();
  QSet<QString> nodes = alone ? QSet<QString>() : selection.nodes();
  QSet<int> groups = alone ? QSet<int>() : selection.groups(), notes = alone ? QSet<int>() : selection.notes();
  const auto put = [&](auto& set, const auto& item) {
    if (chosen)
      set.insert(item);
    else
      set.remove(item);
  };
  if (!target.node.isEmpty()) put(nodes, target.node);
  if (target.group >= 0) put(groups, target.group);
  if (target.note >= 0) put(notes, target.note);
  selection.set(nodes, target.node);
  selection.setDecoration(groups, notes);
}

bool MoveTool::press(const CanvasMouse& mouse) {
  if (mouse.button != Qt::LeftButton) return false;
  m_target = targetAt(mouse);
  if (!m_target.isThere()) return false;
  m_pressed = mouse.scene;
  m_pressedView = mouse.view;
  m_modifiers = mouse.modifiers;
  m_dragged = false;
  m_copies = mouse.modifiers.testFlag(Qt::AltModifier);
  m_wasSelected = isSelected(m_target);
  const bool adds = mouse.modifiers & (Qt::ShiftModifier | Qt::ControlModifier);
  if (!m_wasSelected)
    choose(m_target, true, !adds);
  else if (!m_target.node.isEmpty())
    view().selection().set(view().selection().nodes(), m_target.node);
  return true;
}

// What is selected and not pinned, and what selected groups hold.
void MoveTool::gather() {
  const GraphScene& graph = view().graph();
  m_before = {};
  m_sizes.clear();
  m_others.clear();
  const auto addNode = [&](const NodeItem& item) {
    if (item.face().look.pinned && !m_copies) return;
    m_before.nodes.insert(item.face().id, item.pos());
    m_sizes.insert(item.face().id, item.bodyRect().size());
  };
  const Selection& selection = view().selection();
  for (const QString& id : selection.nodes()) {
    if (const NodeItem* item = graph.node(id)) addNode(*item);
  }
  for (const int place : selection.notes()) {
    if (const NoteItem* item = graph.note(place)) m_before.notes.insert(place, item->rect());
  }
  for (const int place : selection.groups()) {
    const GroupItem* group = graph.group(place);
    if (!group) continue;
    for (int i = 0; i < graph.groupCount(); ++i) {
      if (group->rect().contains(graph.group(i)->rect())) m_before.groups.insert(i, graph.group(i)->rect());
    }
    for (int i = 0; i < graph.noteCount(); ++i) {
      if (group->rect().contains(graph.note(i)->rect())) m_before.notes.insert(i, graph.note(i)->rect());
    }
    for (const NodeItem* item : graph.nodes()) {
      if (group->rect().contains(rectOf(*item))) addNode(*item);
    }
  }
  const QRectF sight = view().visibleRect();
  for (const NodeItem* item : graph.nodes()) {
    const QRectF rect = rectOf(*item);
    if (!m_before.nodes.contains(item->face().id) && sight.intersects(rect)) m_others.push_back(rect);
  }
}

// In line with a node in sight where one is near; that comes before the grid.
QPointF MoveTool::aligned(QPointF delta, QPainterPath& guides) const {
  QRectF moved;
  for (auto it = m_before.nodes.begin(); it != m_before.nodes.end(); ++it)
    moved |= QRectF(*it, m_sizes.value(it.key()));
  const QPointF corner = moved.isNull() ? m_pressed : moved.topLeft();
  const QPointF onGrid = view().snapped(corner + delta) - corner;
  if (moved.isNull() || m_modifiers.testFlag(Qt::ControlModifier)) return onGrid;
  moved.translate(delta);
  std::vector<std::array<double, 3>> columns, rows;
  for (const QRectF& other : m_others) {
    columns.push_back(across(other));
    rows.push_back(down(other));
  }
  const double reach = alignReach / view().zoom();
  const Snap x = snapTo(across(moved), columns, reach), y = snapTo(down(moved), rows, reach);
  const QRectF sight = view().visibleRect();
  if (x.found) {
    guides.moveTo(x.at, sight.top());
    guides.lineTo(x.at, sight.bottom());
  }
  if (y.found) {
    guides.moveTo(sight.left(), y.at);
    guides.lineTo(sight.right(), y.at);
  }
  return {x.found ? delta.x() + x.by : onGrid.x(), y.found ? delta.y() + y.by : onGrid.y()};
}

Placement MoveTool::placementAt(const CanvasMouse& mouse) {
  QPainterPath guides;
  const QPointF delta = aligned(mouse.scene - m_pressed, guides);
  m_guides->setPath(guides);
  Placement placement = m_before;
  for (QPointF& at : placement.nodes) at += delta;
  for (QRectF& rect : placement.groups) rect.translate(delta);
  for (QRectF& rect : placement.notes) rect.translate(delta);
  return placement;
}

std::optional<Link> MoveTool::wireBelow(const Placement& placement) const {
  if (placement.nodes.size() != 1 || !placement.groups.isEmpty() || m_copies) return {};
  const QString node = placement.nodes.begin().key();
  const QRectF rect(*placement.nodes.begin(), m_sizes.value(node));
  const Link* link = view().graph().linkAt(rect.center(), std::max(wireReach / view().zoom(), rect.height() / 3));
  if (!link || link->from.node == node || link->to.node == node) return {};
  if (m_wire && *m_wire == *link) return m_wire;
  if (insertIntoLink(view().model(), view().selection().graph(), node, *link).isEmpty()) return {};
  return *link;
}

void MoveTool::move(const CanvasMouse& mouse) {
  if (!m_dragged) {
    if ((mouse.view - m_pressedView).manhattanLength() < QApplication::startDragDistance()) return;
    m_dragged = true;
    gather();
    view().viewport()->setCursor(m_copies ? Qt::DragCopyCursor : Qt::SizeAllCursor);
  }
  m_scroll.follow(mouse);
  m_now = placementAt(mouse);
  view().graph().preview(m_now);
  m_wire = wireBelow(m_now);
  view().graph().highlight(m_wire);
}

void MoveTool::release(const CanvasMouse& mouse) {
  if (!m_dragged) return click(mouse);
  drop();
}

void MoveTool::drop() {
  GraphModel& model = view().model();
  const Selection& selection = view().selection();
  const QString graph = selection.graph();
  const Placement now = m_now;
  const std::optional<Link> wire = m_wire;
  const bool copies = m_copies;
  QRectF corner;
  for (auto it = now.nodes.begin(); it != now.nodes.end(); ++it) corner |= {*it, m_sizes.value(it.key())};
  for (const QRectF& rect : now.groups) corner |= rect;
  for (const QRectF& rect : now.notes) corner |= rect;
  end();
  if (copies) {
    const QString text = copyNodes(model, graph, selection.nodes(), selection.groups(), selection.notes());
    QSet<QString> added;
    Result<Edit> edit = pasteNodes(model, graph, text, corner.topLeft(), false, &added);
    if (!edit) return;
    edit->name = "Duplicate";
    if (perform(view(), *edit)) view().selection().set(added);
    return;
  }
  Edit edit = place(model, graph, now);
  if (wire) {
    const Edit insertion = insertIntoLink(model, graph, now.nodes.begin().key(), *wire);
    edit.name = insertion.name;
    for (const Json& operation : insertion.operations) edit.operations.push_back(operation);
  }
  perform(view(), edit);
}

void MoveTool::click(const CanvasMouse& mouse) {
  const bool adds = m_modifiers & (Qt::ShiftModifier | Qt::ControlModifier);
  const Target target = m_target;
  const bool folds = mouse.node && mouse.hit.part == NodeHit::Part::Collapse && !adds;
  end();
  if (m_wasSelected) choose(target, !adds, !adds);
  if (!folds) return;
  const NodeFace& face = mouse.node->face();
  perform(view(), setCollapsed(view().model(), view().selection().graph(), {face.id}, !face.look.collapsed));
}

void MoveTool::end() {
  const bool moved = std::exchange(m_dragged, false);
  m_scroll.stop();
  m_guides->clear();
  m_wire.reset();
  m_target = {};
  if (!moved) return;
  view().viewport()->unsetCursor();
  view().graph().preview({});
  view().graph().highlight({});
}

void MoveTool::cancel() { end(); }

bool MoveTool::doubleClick(const CanvasMouse& mouse) {
  const Target target = targetAt(mouse);
  if (mouse.button != Qt::LeftButton || !target.isThere()) return false;
  if (target.note >= 0) {
    editNote(view(), target.note);
    return true;
  }
  const bool isTitle = mouse.node && mouse.hit.part == NodeHit::Part::Title;
  if (mouse.node && (!isTitle || mouse.node->face().kind == NodeKind::Subgraph)) return false;
  choose(target, true, true);
  renameCurrent(view());
  return true;
}

bool MoveTool::hover(const CanvasMouse& mouse) {
  const Target target = targetAt(mouse);
  if (target.group < 0 && target.note < 0) return false;
  view().viewport()->setCursor(Qt::ArrowCursor);
  return true;
}

}  // namespace weft::editor
