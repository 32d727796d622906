// Copies, pastes, removals, and what is selected.
#include <QClipboard>
#include <QGuiApplication>

#include "canvas/canvas_actions.h"
#include "canvas/canvas_view.h"
#include "commands/clipboard.h"
#include "commands/node_edits.h"
#include "document/links.h"

namespace weft::editor {
namespace {

constexpr double offset = 2 * CanvasView::grid;  // of a duplicate from its original

QString copied(CanvasView& view) {
  const Selection& selection = view.selection();
  return copyNodes(view.model(), selection.graph(), selection.nodes(), selection.groups(), selection.notes());
}

// `name`: empty for what the edit calls itself.
void paste(CanvasView& view, const QString& text, QPointF at, bool withIncoming, const QString& name = {}) {
  QSet<QString> added;
  Result<Edit> edit = pasteNodes(view.model(), view.selection().graph(), text, at, withIncoming, &added);
  if (!edit) {
    emit view.message(QString::fromStdString(edit.error().message));
    return;
  }
  if (!name.isEmpty()) edit->name = name;
  if (perform(view, *edit)) view.selection().set(added);
}

}  // namespace

bool perform(CanvasView& view, const Edit& edit) {
  if (edit.isEmpty()) return false;
  const Result<void> done = view.model().apply(edit);
  if (!done) emit view.message(QString::fromStdString(done.error().message));
  return done.ok();
}

void copySelection(CanvasView& view) {
  if (const QString text = copied(view); !text.isEmpty()) QGuiApplication::clipboard()->setText(text);
}

void cutSelection(CanvasView& view) {
  const QString text = copied(view);
  if (text.isEmpty()) return;
  QGuiApplication::clipboard()->setText(text);
  removeSelection(view, false);
}

void pasteHere(CanvasView& view, bool withIncoming) {
  const QString text = QGuiApplication::clipboard()->text();
  if (text.trimmed().isEmpty()) return;
  paste(view, text, view.snapped(view.insertionPoint()), withIncoming);
}

void duplicateSelection(CanvasView& view, bool withIncoming) {
  const QString text = copied(view);
  const QPointF at = view.graph().selectionRect().topLeft() + QPointF(offset, offset);
  if (!text.isEmpty()) paste(view, text, at, withIncoming, "Duplicate");
}

void removeSelection(CanvasView& view, bool keepWires) {
  const Selection& selection = view.selection();
  const QString graph = selection.graph();
  Edit edit = removeNodes(view.model(), graph, selection.nodes(), keepWires);
  const Edit decoration = removeDecoration(view.model(), graph, selection.groups(), selection.notes());
  if (edit.isEmpty()) edit.name = decoration.name;
  for (const Json& operation : decoration.operations) edit.operations.push_back(operation);
  perform(view, edit);
}

void selectAll(CanvasView& view) {
  GraphScene& graph = view.graph();
  QSet<QString> nodes;
  for (const NodeItem* item : graph.nodes()) nodes.insert(item->face().id);
  QSet<int> groups, notes;
  for (int i = 0; i < graph.groupCount(); ++i) groups.insert(i);
  for (int i = 0; i < graph.noteCount(); ++i) notes.insert(i);
  view.selection().set(nodes);
  view.selection().setDecoration(groups, notes);
}

void selectNone(CanvasView& view) { view.selection().clear(); }

void invertSelection(CanvasView& view) {
  QSet<QString> nodes;
  for (const NodeItem* item : view.graph().nodes()) {
    if (!view.selection().nodes().contains(item->face().id)) nodes.insert(item->face().id);
  }
  view.selection().set(nodes);
}

void selectAlong(CanvasView& view, Along along) {
  const Graph* graph = view.model().graph(view.selection().graph());
  if (!graph) return;
  QHash<QString, QStringList> next;
  for (const Link& link : linksOf(*graph)) {
    if (along != Along::Upstream) next[link.from.node].append(link.to.node);
    if (along != Along::Downstream) next[link.to.node].append(link.from.node);
  }
  QSet<QString> reached = view.selection().nodes();
  QStringList open(reached.begin(), reached.end());
  while (!open.isEmpty()) {
    for (const QString& node : next.value(open.takeLast())) {
      if (reached.contains(node)) continue;
      reached.insert(node);
      open.append(node);
    }
  }
  view.selection().set(reached);
}

}  // namespace weft::editor
