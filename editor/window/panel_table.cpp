#include <QUndoView>

#include "inspector/inspector_panel.h"
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

QWidget* makeInspector(GraphTab& tab) {
  auto* panel = new InspectorPanel(tab.model(), tab.selection(), tab.runs().state());
  QObject::connect(panel, &InspectorPanel::revealed, &tab, [&tab] { tab.canvas().fitSelection(); });
  QObject::connect(panel, &InspectorPanel::failed, &tab,
                   [&tab](const QString& message) { emit tab.runs().message(message, true); });
  return panel;
}

QWidget* makeUndoView(GraphTab& tab) {
  auto* view = new QUndoView(&tab.model().undoStack());
  view->setEmptyLabel("As opened");
  return view;
}

}  // namespace

const std::vector<PanelSpec>& panelTable() {
  static const std::vector<PanelSpec> table = {
      {"panel.inspector", "Inspector", "Ctrl+I", Icon::Inspector, Qt::RightDockWidgetArea, true, perTab(makeInspector)},
      {"panel.problems", "Problems", "Ctrl+Shift+M", Icon::Problems, Qt::BottomDockWidgetArea, false,
       perTab([](GraphTab& tab) -> QWidget* { return new ProblemList(tab.model(), tab.selection(), tab.runs()); })},
      {"panel.undo", "Undo steps", "", Icon::Recent, Qt::LeftDockWidgetArea, false, perTab(makeUndoView)},
  };
  return table;
}

}  // namespace weft::editor
