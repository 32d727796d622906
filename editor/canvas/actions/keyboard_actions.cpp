// The canvas without a mouse: from node to node, moves by a step, wires by menus.
#include <QMenu>

#include "canvas/canvas_actions.h"
#include "canvas/canvas_view.h"
#include "canvas/decoration_items.h"
#include "commands/link_edits.h"
#include "document/link_rules.h"
#include "document/names.h"

namespace weft::editor {
namespace {

QPointF unit(Direction direction) {
  switch (direction) {
    case Direction::Left:
      return {-1, 0};
    case Direction::Right:
      return {1, 0};
    case Direction::Up:
      return {0, -1};
    default:
      return {0, 1};
  }
}

QPointF centreOf(const NodeItem& item) { return item.pos() + item.bodyRect().center(); }

// Ports of other nodes that take the wire, node by node from left to right.
void fillTargets(QMenu& menu, CanvasView& view, const PortRef& from) {
  LinkRules rules(view.model(), view.selection().graph());
  QList<NodeItem*> items = view.graph().nodes();
  std::sort(items.begin(), items.end(), [](const NodeItem* a, const NodeItem* b) {
    return std::pair(a->pos().x(), a->pos().y()) < std::pair(b->pos().x(), b->pos().y());
  });
  const QString graph = view.selection().graph();
  for (const NodeItem* item : items) {
    const NodeFace& face = item->face();
    const auto add = [&](const QString& port, QString label, bool linked) {
      const PortRef to{face.id, port};
      if (face.id == from.node || !rules.check(from, to)) return;
      label = face.title + "  ›  " + label + (linked ? "  (linked)" : "");
      menu.addAction(label.replace("&", "&&"), &view,
                     [&view, graph, from, to] { perform(view, connectPorts(view.model(), graph, from, to)); });
    };
    for (const PortFace& port : face.inputs) add(port.id, port.label, port.linked);
    if (face.kind == NodeKind::GraphInputs) continue;
    for (const ParameterFace& parameter : face.parameters) {
      if (parameter.visible) add(parameter.id, QString::fromStdString(parameter.type->label), parameter.linked);
    }
  }
  if (menu.isEmpty()) menu.addAction("No port takes it")->setEnabled(false);
}

}  // namespace

// The nearest in a cone around the direction: what lies straight ahead comes before what lies beside.
void focusNeighbour(CanvasView& view, Direction direction) {
  const NodeItem* current = view.graph().node(view.selection().current());
  const QPointF from = current ? centreOf(*current) : view.visibleRect().center(), ahead = unit(direction);
  const NodeItem* best = nullptr;
  double least = 0;
  for (const NodeItem* item : view.graph().nodes()) {
    if (item == current) continue;
    const QPointF way = centreOf(*item) - from;
    const double along = QPointF::dotProduct(way, ahead), beside = std::abs(way.x() * ahead.y() - way.y() * ahead.x());
    if (current && along <= beside * 0.3) continue;
    const double cost = std::abs(along) + 2 * beside;
    if (best && cost >= least) continue;
    best = item;
    least = cost;
  }
  if (!best) return;
  const QString id = best->face().id;
  view.selection().clear();
  view.selection().set({id}, id);
  view.centreOnNode(id);
}

void nudgeSelection(CanvasView& view, Direction direction) {
  const QPointF by = unit(direction) * CanvasView::grid;
  const Selection& selection = view.selection();
  const GraphScene& graph = view.graph();
  Placement placement;
  for (const QString& id : selection.nodes()) {
    const NodeItem* item = graph.node(id);
    if (item && !item->face().look.pinned) placement.nodes.insert(id, item->pos() + by);
  }
  for (const int place : selection.groups()) {
    if (const GroupItem* item = graph.group(place)) placement.groups.insert(place, item->rect().translated(by));
  }
  for (const int place : selection.notes()) {
    if (const NoteItem* item = graph.note(place)) placement.notes.insert(place, item->rect().translated(by));
  }
  // Steps in a row with the same things selected are one of undo.
  QStringList ids(selection.nodes().begin(), selection.nodes().end());
  ids.sort();
  perform(view, place(view.model(), selection.graph(), placement, "canvas:nudge:" + ids.join(',')));
}

// First the output, where there are several, then what takes it.
void wireCurrent(CanvasView& view) {
  const NodeItem* item = view.graph().node(view.selection().current());
  if (!item) return;
  const NodeFace& face = item->face();
  if (face.outputs.empty()) {
    emit view.message("“" + face.title + "” has no output to wire");
    return;
  }
  auto* menu = new QMenu(&view);
  menu->setObjectName("menu:wire-to");
  menu->setAttribute(Qt::WA_DeleteOnClose);
  if (face.outputs.size() == 1) {
    fillTargets(*menu, view, {face.id, face.outputs.front().id});
  } else {
    for (const PortFace& port : face.outputs) {
      QString label = port.label;
      QMenu* targets = menu->addMenu(label.replace("&", "&&"));
      const PortRef from{face.id, port.id};
      QObject::connect(targets, &QMenu::aboutToShow, &view, [targets, &view, from] {
        if (targets->isEmpty()) fillTargets(*targets, view, from);
      });
    }
  }
  const auto point = view.graph().portPoint({face.id, face.outputs.front().id}, true);
  menu->popup(view.viewport()->mapToGlobal(view.mapFromScene(point.value_or(item->pos()))));
  if (!menu->actions().isEmpty()) menu->setActiveAction(menu->actions().front());
}

}  // namespace weft::editor
