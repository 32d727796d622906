// Undo and redo, and what is done to a canvas by name: canvas/canvas_actions.h has that table.
#include "canvas/canvas_actions.h"
#include "window/action_groups.h"
#include "window/graph_tab.h"

namespace weft::editor {
namespace {

QString stepLabel(const char* verb, const QString& step) {
  return step.isEmpty() ? QString(verb) : QString("%1 %2").arg(verb, step.left(1).toLower() + step.mid(1));
}

Needs needsOf(CanvasNeeds needs) {
  switch (needs) {
    case CanvasNeeds::Canvas:
      return Needs::Tab;
    case CanvasNeeds::Selection:
      return Needs::Selection;
    case CanvasNeeds::Node:
      return Needs::Node;
    case CanvasNeeds::Nodes:
      return Needs::Nodes;
    case CanvasNeeds::TwoNodes:
      return Needs::TwoNodes;
    case CanvasNeeds::Instance:
      return Needs::Instance;
  }
  return Needs::Tab;
}

// Those of the menu, and of the menus in it.
void addCanvasActions(const QString& menu, std::vector<ActionSpec>& actions) {
  bool isLineDue = false;
  for (const CanvasAction& action : canvasActionTable()) {
    if (!action.id) {
      isLineDue = !actions.empty();
      continue;
    }
    if (QString(action.category).section(u'/', 0, 0) != menu) continue;
    if (std::exchange(isLineDue, false)) actions.emplace_back();
    actions.push_back({action.id, action.text, action.category, action.keys, action.icon, needsOf(action.needs),
                       Scope::Canvas, [run = action.run](EditorWindow&, GraphTab* tab) { run(tab->canvas()); }});
  }
}

}  // namespace

std::vector<ActionSpec> editActions() {
  const char* edit = "Edit";
  std::vector<ActionSpec> actions = {
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
  };
  addCanvasActions(edit, actions);
  return actions;
}

std::vector<ActionSpec> nodeActions() {
  std::vector<ActionSpec> actions;
  addCanvasActions("Node", actions);
  return actions;
}

}  // namespace weft::editor
