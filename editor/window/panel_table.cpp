#include <QDesktopServices>
#include <QUndoView>
#include <QUrl>

#include "inspector/inspector_panel.h"
#include "preview/plot_panel.h"
#include "preview/tensor_inspector.h"
#include "preview/viewer_panel.h"
#include "run/log_panel.h"
#include "run/meters_panel.h"
#include "run/problems_panel.h"
#include "run/queue_panel.h"
#include "window/editor_window.h"
#include "window/files.h"
#include "window/graph_tab.h"
#include "window/palette_panels.h"
#include "window/panels.h"
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

QWidget* makeProblems(GraphTab& tab) {
  auto* panel = new ProblemsPanel;
  panel->setController(&tab.runs());
  QObject::connect(panel, &ProblemsPanel::nodeWanted, &tab, [&tab](const QString& path) { tab.reveal(path); });
  return panel;
}

QWidget* makeLog(GraphTab& tab) {
  auto* panel = new LogPanel;
  panel->setController(&tab.runs());
  return panel;
}

QWidget* makeMeters(GraphTab& tab) {
  auto* panel = new MetersPanel;
  panel->setController(&tab.runs());
  return panel;
}

QWidget* makeQueue(EditorWindow& window, GraphTab& tab) {
  auto* panel = new QueuePanel;
  panel->setController(&tab.runs());
  QObject::connect(panel, &QueuePanel::nodeWanted, &tab, [&tab](const QString& path) { tab.reveal(path); });
  QObject::connect(panel, &QueuePanel::graphWanted, &window, [&window](const QString& text, const QString& title) {
    window.files().openText(text.toStdString(), title.isEmpty() ? QString("Run") : title);
  });
  QObject::connect(panel, &QueuePanel::picturesWanted, &window, [](const QStringList& files) {
    for (const QString& file : files) QDesktopServices::openUrl(QUrl::fromLocalFile(file));
  });
  return panel;
}

QWidget* makeUndoView(GraphTab& tab) {
  auto* view = new QUndoView(&tab.model().undoStack());
  view->setEmptyLabel("As opened");
  return view;
}

// The viewer, the plot and the inspector of values follow the tab's selection.
template <typename Panel>
QWidget* makePreview(GraphTab& tab) {
  auto* panel = new Panel;
  panel->follow(valuesOf(tab.runs()), &tab.selection(), &tab.model());
  if constexpr (std::is_same_v<Panel, ViewerPanel>)
    QObject::connect(panel, &ViewerPanel::message, &tab.runs(), &RunController::message);
  return panel;
}

}  // namespace

const std::vector<PanelSpec>& panelTable() {
  static const std::vector<PanelSpec> table = {
      {"panel.library", "Nodes", "Ctrl+Alt+N", Icon::Library, Qt::LeftDockWidgetArea, false, makeLibrary},
      {"panel.help", "Help", "", Icon::Help, Qt::RightDockWidgetArea, false, makeHelp},
      {"panel.inspector", "Inspector", "Ctrl+Alt+I", Icon::Inspector, Qt::RightDockWidgetArea, true,
       perTab(makeInspector)},
      {"panel.viewer", "Viewer", "Ctrl+Shift+I", Icon::Picture, Qt::RightDockWidgetArea, true,
       perTab(makePreview<ViewerPanel>)},
      {"panel.values", "Values", "", Icon::Tensor, Qt::BottomDockWidgetArea, false,
       perTab(makePreview<TensorInspector>)},
      {"panel.plot", "Plot", "", Icon::Meters, Qt::BottomDockWidgetArea, false, perTab(makePreview<PlotPanel>)},
      {"panel.problems", "Problems", "Ctrl+Shift+M", Icon::Problems, Qt::BottomDockWidgetArea, false,
       perTab(makeProblems)},
      {"panel.queue", "Queue", "Ctrl+Shift+Q", Icon::Queue, Qt::RightDockWidgetArea, false,
       [](EditorWindow& window) -> QWidget* {
         return new TabPanel(window, [&window](GraphTab& tab) { return makeQueue(window, tab); });
       }},
      {"panel.log", "Log", "Ctrl+`", Icon::Log, Qt::BottomDockWidgetArea, false, perTab(makeLog)},
      {"panel.meters", "Meters", "", Icon::Meters, Qt::BottomDockWidgetArea, false, perTab(makeMeters)},
      {"panel.undo", "Undo steps", "", Icon::Recent, Qt::LeftDockWidgetArea, false, perTab(makeUndoView)},
  };
  return table;
}

}  // namespace weft::editor
