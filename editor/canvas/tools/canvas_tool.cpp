#include "canvas/tools/canvas_tool.h"

#include "canvas/canvas_actions.h"
#include "canvas/canvas_view.h"
#include "canvas/decoration_items.h"
#include "canvas/tools/node_search.h"
#include "commands/link_edits.h"

namespace weft::editor {
namespace {

constexpr double wireReach = 8;  // pixels of the view

template <typename Item>
QSet<Item> merged(QSet<Item> before, const QSet<Item>& within, bool subtracts) {
  return subtracts ? before.subtract(within) : before.unite(within);
}

}  // namespace

bool addRerouteAt(CanvasView& view, QPointF at) {
  const Link* link = view.graph().linkAt(at, wireReach / view.zoom());
  if (!link) return false;
  const QPointF middle(NodeGeometry::rerouteWidth / 2, NodeGeometry::rerouteHeight / 2);
  QString id;
  const Edit edit = addReroute(view.model(), view.selection().graph(), *link, at - middle, &id);
  if (!perform(view, edit)) return false;
  view.selection().set({id}, id);
  return true;
}

CanvasTool::CanvasTool(CanvasView& view)
    : Tool(view),
      m_band(new ToolShape(ToolShape::Kind::Band)),
      m_scroll(view, [this](const CanvasMouse& mouse) { move(mouse); }) {
  view.graph().addItem(m_band);
}

bool CanvasTool::press(const CanvasMouse& mouse) {
  if (mouse.button != Qt::LeftButton || mouse.node) return false;
  m_isBand = !(mouse.modifiers.testFlag(Qt::AltModifier) && addRerouteAt(view(), mouse.scene));
  if (!m_isBand) return true;
  const Selection& selection = view().selection();
  m_mode = mouse.modifiers.testFlag(Qt::ShiftModifier)     ? Mode::Add
           : mouse.modifiers.testFlag(Qt::ControlModifier) ? Mode::Subtract
                                                           : Mode::Replace;
  m_nodes = selection.nodes();
  m_groups = selection.groups();
  m_notes = selection.notes();
  m_pressed = mouse.scene;
  if (m_mode == Mode::Replace) view().selection().clear();
  return true;
}

void CanvasTool::move(const CanvasMouse& mouse) {
  if (!m_isBand) return;
  m_scroll.follow(mouse);
  const QRectF band = QRectF(m_pressed, mouse.scene).normalized();
  QPainterPath path;
  path.addRect(band);
  m_band->setPath(path);
  select(band);
}

// Nodes that it touches; groups and notes that lie within it.
void CanvasTool::select(const QRectF& band) {
  const GraphScene& graph = view().graph();
  QSet<QString> nodes;
  for (const NodeItem* item : graph.nodes()) {
    if (band.intersects(item->bodyRect().translated(item->pos()))) nodes.insert(item->face().id);
  }
  QSet<int> groups, notes;
  for (int i = 0; i < graph.groupCount(); ++i) {
    if (band.contains(graph.group(i)->rect())) groups.insert(i);
  }
  for (int i = 0; i < graph.noteCount(); ++i) {
    if (band.contains(graph.note(i)->rect())) notes.insert(i);
  }
  const bool fresh = m_mode == Mode::Replace, less = m_mode == Mode::Subtract;
  Selection& selection = view().selection();
  selection.set(merged(fresh ? QSet<QString>() : m_nodes, nodes, less));
  selection.setDecoration(merged(fresh ? QSet<int>() : m_groups, groups, less),
                          merged(fresh ? QSet<int>() : m_notes, notes, less));
}

void CanvasTool::release(const CanvasMouse&) { end(); }

void CanvasTool::cancel() {
  if (m_isBand) {
    view().selection().set(m_nodes);
    view().selection().setDecoration(m_groups, m_notes);
  }
  end();
}

void CanvasTool::end() {
  m_scroll.stop();
  m_band->clear();
  m_isBand = false;
}

bool CanvasTool::doubleClick(const CanvasMouse& mouse) {
  if (mouse.button != Qt::LeftButton || mouse.node) return false;
  if (!addRerouteAt(view(), mouse.scene)) NodeSearch::of(view()).open({mouse.scene, {}, {}, {}});
  return true;
}

}  // namespace weft::editor
