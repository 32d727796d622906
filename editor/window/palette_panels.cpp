#include "window/palette_panels.h"

#include "commands/node_edits.h"
#include "palette/help_page.h"
#include "palette/node_tree.h"
#include "palette/recent_types.h"
#include "window/editor_window.h"
#include "window/graph_tab.h"
#include "window/panels.h"

namespace weft::editor {

QWidget* makeHelp(EditorWindow& window) {
  auto* page = new HelpPage(window.catalog());
  const auto follow = [page](GraphTab* tab) {
    page->follow(tab ? &tab->model() : nullptr, tab ? &tab->selection() : nullptr);
  };
  QObject::connect(&window, &EditorWindow::currentTabChanged, page, follow);
  QObject::connect(&typeUseEvents(), &TypeUseEvents::helpWanted, page, [page, &window](const QString& type) {
    window.panels().reveal("panel.help");
    page->showType(type);
  });
  follow(window.currentTab());
  return page;
}

QWidget* makeLibrary(EditorWindow& window) {
  auto* library = new NodeLibrary(window.catalog());
  const auto follow = [library](GraphTab* tab) { library->setModel(tab ? &tab->model() : nullptr); };
  QObject::connect(&window, &EditorWindow::currentTabChanged, library, follow);
  QObject::connect(library, &NodeLibrary::placeWanted, &window, [&window](const QString& type) {
    GraphTab* tab = window.currentTab() ? window.currentTab() : window.newTab();
    CanvasView& canvas = tab->canvas();
    QString id;
    const QPointF middle = canvas.mapToScene(canvas.viewport()->rect().center());
    const Edit edit = addNode(tab->model(), tab->selection().graph(), type, middle, &id);
    if (const auto done = tab->model().apply(edit); !done) {
      window.say(QString::fromStdString(done.error().message));
    } else if (!edit.isEmpty()) {
      tab->selection().set({id}, id);
    }
    canvas.setFocus(Qt::OtherFocusReason);
  });
  follow(window.currentTab());
  return library;
}

}  // namespace weft::editor
