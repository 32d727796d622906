#include <QApplication>
#include <QClipboard>

#include "commands/clipboard.h"
#include "commands/node_edits.h"
#include "window/action_groups.h"
#include "window/edit_support.h"
#include "window/editor_window.h"
#include "window/graph_tab.h"

namespace weft::editor {
namespace {

QString stepLabel(const char* verb, const QString& step) {
  return step.isEmpty() ? QString(verb) : QString("%1 %2").arg(verb, step.left(1).toLower() + step.mid(1));
}

void copy(GraphTab& tab) {
  const QString text = copyNodes(tab.model(), tab.selection().graph(), tab.selection().nodes());
  if (!text.isEmpty()) QApplication::clipboard()->setText(text);
}

void paste(EditorWindow& window, GraphTab& tab, const QString& text, bool withIncoming, QPointF at) {
  QSet<QString> added;
  const Result<Edit> edit = pasteNodes(tab.model(), tab.selection().graph(), text, at, withIncoming, &added);
  if (!edit) return window.say("Nothing to paste: " + QString::fromStdString(edit.error().message));
  if (applyEdit(tab, *edit)) tab.selection().set(added);
}

void duplicate(EditorWindow& window, GraphTab& tab) {
  const QString text = copyNodes(tab.model(), tab.selection().graph(), tab.selection().nodes());
  paste(window, tab, text, true, boundsOfSelection(tab).topLeft() + QPointF(40, 40));
}

void selectAll(GraphTab& tab) {
  QSet<QString> all;
  for (NodeItem* node : tab.canvas().graph().nodes()) all.insert(node->face().id);
  tab.selection().set(all);
}

}  // namespace

std::vector<ActionSpec> editActions() {
  const char* edit = "Edit";
  return {
      {"edit.undo",
       "Undo",
       edit,
       "Ctrl+Z",
       Icon::Undo,
       Needs::Tab,
       Scope::Window,
       [](EditorWindow&, GraphTab* tab) { tab->model().undoStack().undo(); },
       {},
       [](EditorWindow&, GraphTab* tab) { return tab->model().undoStack().canUndo(); },
       [](EditorWindow&, GraphTab* tab) { return stepLabel("Undo", tab ? tab->model().undoStack().undoText() : ""); }},
      {"edit.redo",
       "Redo",
       edit,
       "Ctrl+Shift+Z, Ctrl+Y",
       Icon::Redo,
       Needs::Tab,
       Scope::Window,
       [](EditorWindow&, GraphTab* tab) { tab->model().undoStack().redo(); },
       {},
       [](EditorWindow&, GraphTab* tab) { return tab->model().undoStack().canRedo(); },
       [](EditorWindow&, GraphTab* tab) { return stepLabel("Redo", tab ? tab->model().undoStack().redoText() : ""); }},
      {},
      {"edit.cut", "Cut", edit, "Ctrl+X", Icon::Cut, Needs::Nodes, Scope::Canvas,
       [](EditorWindow&, GraphTab* tab) {
         copy(*tab);
         applyEdit(*tab, removeNodes(tab->model(), tab->selection().graph(), tab->selection().nodes()));
       }},
      {"edit.copy", "Copy", edit, "Ctrl+C", Icon::Copy, Needs::Nodes, Scope::Canvas,
       [](EditorWindow&, GraphTab* tab) { copy(*tab); }},
      {"edit.paste", "Paste", edit, "Ctrl+V", Icon::Paste, Needs::Tab, Scope::Canvas,
       [](EditorWindow& window, GraphTab* tab) {
         paste(window, *tab, QApplication::clipboard()->text(), false, tab->canvas().insertionPoint());
       }},
      {"edit.paste-linked", "Paste with incoming wires", edit, "Ctrl+Shift+V", Icon::None, Needs::Tab, Scope::Canvas,
       [](EditorWindow& window, GraphTab* tab) {
         paste(window, *tab, QApplication::clipboard()->text(), true, tab->canvas().insertionPoint());
       }},
      {"edit.duplicate", "Duplicate", edit, "Ctrl+D", Icon::Duplicate, Needs::Nodes, Scope::Canvas,
       [](EditorWindow& window, GraphTab* tab) { duplicate(window, *tab); }},
      {"edit.delete", "Delete", edit, "Delete, Backspace", Icon::Delete, Needs::Selection, Scope::Canvas,
       [](EditorWindow&, GraphTab* tab) { deleteSelection(*tab, false); }},
      {"edit.delete-heal", "Delete, and keep the wire through", edit, "Ctrl+Delete, Shift+Delete", Icon::None,
       Needs::Nodes, Scope::Canvas, [](EditorWindow&, GraphTab* tab) { deleteSelection(*tab, true); }},
      {},
      {"edit.select-all", "Select all", edit, "Ctrl+A", Icon::None, Needs::Tab, Scope::Canvas,
       [](EditorWindow&, GraphTab* tab) { selectAll(*tab); }},
      {"edit.select-none", "Select nothing", edit, "Ctrl+Shift+A", Icon::None, Needs::Selection, Scope::Canvas,
       [](EditorWindow&, GraphTab* tab) { tab->selection().clear(); }},
  };
}

}  // namespace weft::editor
