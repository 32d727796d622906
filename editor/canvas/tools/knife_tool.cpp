#include "canvas/tools/knife_tool.h"

#include "canvas/canvas_actions.h"
#include "canvas/canvas_view.h"
#include "canvas/wire_layer.h"
#include "commands/link_edits.h"

namespace weft::editor {
namespace {

bool cross(const QPolygonF& a, const QPolygonF& b) {
  if (!a.boundingRect().adjusted(-1, -1, 1, 1).intersects(b.boundingRect().adjusted(-1, -1, 1, 1))) return false;
  for (qsizetype i = 1; i < a.size(); ++i) {
    const QLineF line(a[i - 1], a[i]);
    for (qsizetype k = 1; k < b.size(); ++k) {
      if (line.intersects({b[k - 1], b[k]}) == QLineF::BoundedIntersection) return true;
    }
  }
  return false;
}

}  // namespace

KnifeTool::KnifeTool(CanvasView& view) : Tool(view), m_shape(new ToolShape(ToolShape::Kind::Knife)) {
  view.graph().addItem(m_shape);
}

bool KnifeTool::press(const CanvasMouse& mouse) {
  const bool isKnife = mouse.button == Qt::LeftButton && mouse.modifiers == (Qt::ControlModifier | Qt::ShiftModifier);
  if (isKnife) m_way = {mouse.scene};
  return isKnife;
}

void KnifeTool::move(const CanvasMouse& mouse) {
  m_way.append(mouse.scene);
  QPainterPath path;
  path.addPolygon(m_way);
  m_shape->setPath(path);
}

void KnifeTool::release(const CanvasMouse&) {
  std::vector<Link> cut;
  const GraphScene& graph = view().graph();
  if (const Graph* open = view().model().graph(view().selection().graph())) {
    for (const Link& link : linksOf(*open)) {
      const auto from = graph.portPoint(link.from, true), to = graph.portPoint(link.to, false);
      if (from && to && cross(m_way, wireCurve(*from, *to))) cut.push_back(link);
    }
  }
  cancel();
  if (cut.empty()) return;
  Edit edit = disconnect(view().model(), view().selection().graph(), cut);
  edit.name = cut.size() == 1 ? QString("Cut wire") : QString("Cut %1 wires").arg(cut.size());
  perform(view(), edit);
}

void KnifeTool::cancel() {
  m_way.clear();
  m_shape->clear();
}

}  // namespace weft::editor
