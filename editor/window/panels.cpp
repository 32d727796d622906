#include "window/panels.h"

#include <QSettings>

#include "window/editor_window.h"
#include "window/tab_panel.h"

namespace weft::editor {
namespace {

constexpr int layoutVersion = 1;  // an older layout is not restored
constexpr const char* layoutKey = "window/layout";
constexpr const char* geometryKey = "window/geometry";

}  // namespace

Panels::Panels(EditorWindow& window) : QObject(&window), m_window(window) {
  for (const PanelSpec& spec : panelTable()) {
    auto* dock = new QDockWidget(spec.title, &window);
    dock->setObjectName(spec.id);
    dock->setAccessibleName(spec.title);
    dock->setWidget(spec.make(window));
    dock->widget()->setAccessibleName(spec.title);
    m_docks.insert(spec.id, dock);
  }
  resetLayout();
}

QWidget* Panels::content(const QString& id) const {
  const QDockWidget* dock = find(id);
  if (!dock) return nullptr;
  const auto* byTab = qobject_cast<TabPanel*>(dock->widget());
  return byTab ? byTab->current() : dock->widget();
}

bool Panels::isShown(const QString& id) const {
  const QDockWidget* dock = find(id);
  return dock && dock->isVisible() && !dock->visibleRegion().isEmpty();
}

void Panels::toggle(const QString& id) {
  if (isShown(id)) {
    find(id)->hide();
  } else {
    reveal(id);
  }
}

void Panels::reveal(const QString& id) {
  QDockWidget* dock = find(id);
  if (!dock) return;
  dock->show();
  dock->raise();
}

void Panels::restoreLayout() {
  const QSettings kept;
  m_window.restoreGeometry(kept.value(geometryKey).toByteArray());
  m_window.restoreState(kept.value(layoutKey).toByteArray(), layoutVersion);
}

void Panels::saveLayout() const {
  QSettings kept;
  kept.setValue(geometryKey, m_window.saveGeometry());
  kept.setValue(layoutKey, m_window.saveState(layoutVersion));
}

// Left and right share their sides from top to bottom; what is at the bottom shares one row of tabs, folded at first.
void Panels::resetLayout() {
  QHash<Qt::DockWidgetArea, QDockWidget*> last;
  for (const PanelSpec& spec : panelTable()) {
    QDockWidget* dock = find(spec.id);
    dock->setFloating(false);
    m_window.addDockWidget(spec.area, dock);
    QDockWidget* before = last.value(spec.area);
    if (before && (spec.area == Qt::BottomDockWidgetArea || !spec.isOpen)) {
      m_window.tabifyDockWidget(before, dock);
    }
    last.insert(spec.area, dock);
    dock->setVisible(spec.isOpen);
  }
  for (const PanelSpec& spec : panelTable()) {
    if (spec.isOpen) find(spec.id)->raise();
  }
  QList<QDockWidget*> sides, heights;
  QList<int> widths, tall;
  if (auto* library = find("panel.library")) sides << library, widths << 232;
  if (auto* inspector = find("panel.inspector")) sides << inspector, widths << 304, heights << inspector, tall << 500;
  if (auto* viewer = find("panel.viewer")) heights << viewer, tall << 340;
  m_window.resizeDocks(sides, widths, Qt::Horizontal);
  m_window.resizeDocks(heights, tall, Qt::Vertical);
}

}  // namespace weft::editor
