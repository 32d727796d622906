#include "window/edit_support.h"

#include "commands/layout_edits.h"
#include "commands/node_edits.h"
#include "window/graph_tab.h"

namespace weft::editor {

bool applyEdit(GraphTab& tab, const Edit& edit) {
  const auto done = tab.model().apply(edit);
  if (!done) {
    tab.notices().show({"edit-refused", Notice::Kind::Error, QString::fromStdString(done.error().message), {}});
  }
  return done.ok();
}

void deleteSelection(GraphTab& tab, bool heal) {
  GraphModel& model = tab.model();
  const Selection& selection = tab.selection();
  const QString graph = selection.graph();
  Edit edit = removeNodes(model, graph, selection.nodes(), heal);
  const Edit rest = removeDecoration(model, graph, selection.groups(), selection.notes());
  if (edit.isEmpty()) edit.name = rest.name;
  for (const Json& operation : rest.operations) edit.operations.push_back(operation);
  applyEdit(tab, edit);
}

QHash<QString, QRectF> nodeBounds(GraphTab& tab, const QSet<QString>& nodes) {
  QHash<QString, QRectF> bounds;
  for (const QString& id : nodes) {
    if (NodeItem* item = tab.canvas().graph().node(id)) bounds.insert(id, item->sceneBoundingRect());
  }
  return bounds;
}

QRectF boundsOfSelection(GraphTab& tab) {
  QRectF all;
  for (const QRectF& rect : nodeBounds(tab, tab.selection().nodes())) all |= rect;
  return all;
}

}  // namespace weft::editor
