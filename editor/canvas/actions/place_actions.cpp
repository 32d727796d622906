// New nodes: from the palette, and types that are let go on the canvas.
#include "canvas/canvas_actions.h"
#include "canvas/canvas_view.h"
#include "canvas/tools/node_search.h"
#include "commands/link_edits.h"
#include "commands/node_edits.h"

namespace weft::editor {
namespace {

constexpr double wireReach = 8;  // pixels of the view

}  // namespace

void searchNodes(CanvasView& view) { NodeSearch::of(view).open({view.insertionPoint(), {}, {}, {}}); }

void placeNode(CanvasView& view, const QString& typeId, QPointF at) {
  GraphModel& model = view.model();
  const QString graph = view.selection().graph();
  const Link* wire = view.graph().linkAt(at, wireReach / view.zoom());
  QString id;
  Edit edit;
  if (wire) edit = addNodeIntoLink(model, graph, typeId, view.snapped(at), *wire, &id);
  if (edit.isEmpty()) edit = addNode(model, graph, typeId, view.snapped(at), &id);
  if (perform(view, edit)) view.selection().set({id}, id);
}

}  // namespace weft::editor
