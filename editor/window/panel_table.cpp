#include <QUndoView>

#include "window/editor_window.h"
#include "window/graph_tab.h"
#include "window/panels.h"
#include "window/problem_list.h"
#include "window/tab_panel.h"

namespace weft::editor {
namespace {

// A panel whose widget looks at one tab.
template <typename MakeWidget>
auto perTab(MakeWidget make) {
  return [make](EditorWindow& window) -> QWidget* { return new TabPanel(window, make); };
}

QWidget* makeUndoView(GraphTab& tab) {
  auto* view = new QUndoView(&tab.model().undoStack());
  view->setEmptyLabel("As opened");
  return view;
}

}  // namespace

const std::vector<PanelSpec>& panelTable() {
  static const std::vector<PanelSpec> table = {
      {"panel.problems", "Problems", "Ctrl+Shift+M", Icon::Problems, Qt::BottomDockWidgetArea, false,
       perTab([](GraphTab& tab) -> QWidget* { return new ProblemList(tab.model(), tab.selection(), tab.runs()); })},
      {"panel.undo", "Undo steps", "", Icon::Recent, Qt::LeftDockWidgetArea, false, perTab(makeUndoView)},
  };
  return table;
}

}  // namespace weft::editor
