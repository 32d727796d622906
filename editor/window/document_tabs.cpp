#include "window/document_tabs.h"

#include <QMouseEvent>
#include <QTabBar>

namespace weft::editor {

DocumentTabs::DocumentTabs(QWidget* parent) : QTabWidget(parent) {
  setObjectName("documents");
  setDocumentMode(true);
  setTabsClosable(true);
  setMovable(true);
  setElideMode(Qt::ElideMiddle);
  tabBar()->setObjectName("documentTabs");
  tabBar()->setAccessibleName("Open graphs");
  tabBar()->setExpanding(false);
  tabBar()->setUsesScrollButtons(true);
  tabBar()->installEventFilter(this);
}

bool DocumentTabs::eventFilter(QObject* watched, QEvent* event) {
  if (watched == tabBar() && event->type() == QEvent::MouseButtonRelease) {
    const auto* mouse = static_cast<QMouseEvent*>(event);
    const int tab = tabBar()->tabAt(mouse->pos());
    if (mouse->button() == Qt::MiddleButton && tab >= 0) {
      emit tabCloseRequested(tab);
      return true;
    }
  }
  return QTabWidget::eventFilter(watched, event);
}

}  // namespace weft::editor
