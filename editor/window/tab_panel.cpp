#include "window/tab_panel.h"

#include "window/editor_window.h"
#include "window/graph_tab.h"

namespace weft::editor {

TabPanel::TabPanel(EditorWindow& window, Make make)
    : m_window(window), m_make(std::move(make)), m_empty(new QWidget(this)) {
  addWidget(m_empty);
  connect(&window, &EditorWindow::currentTabChanged, this, &TabPanel::follow);
}

void TabPanel::showEvent(QShowEvent* event) {
  follow();
  QStackedWidget::showEvent(event);
}

void TabPanel::follow() {
  GraphTab* tab = m_window.currentTab();
  if (!tab) return setCurrentWidget(m_empty);
  QWidget*& widget = m_byTab[tab];
  if (!widget) {
    if (!isVisible()) return;
    widget = m_make(*tab);
    addWidget(widget);
    // Views go before what they look at.
    connect(tab, &GraphTab::aboutToClose, this, [this, tab] { delete m_byTab.take(tab); });
  }
  setCurrentWidget(widget);
}

}  // namespace weft::editor
