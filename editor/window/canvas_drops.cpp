#include "window/canvas_drops.h"

#include <QDropEvent>
#include <QMimeData>

#include "window/editor_window.h"
#include "window/files.h"
#include "window/graph_tab.h"

namespace weft::editor {

CanvasDrops::CanvasDrops(EditorWindow& window, GraphTab& tab) : QObject(&tab), m_window(window), m_tab(tab) {
  tab.canvas().viewport()->installEventFilter(this);
}

bool CanvasDrops::eventFilter(QObject* watched, QEvent* event) {
  const bool isMove = event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove;
  if (!isMove && event->type() != QEvent::Drop) return QObject::eventFilter(watched, event);
  auto* drop = static_cast<QDropEvent*>(event);
  if (!drop->mimeData()->hasUrls()) return QObject::eventFilter(watched, event);
  if (isMove ||
      m_window.files().drop(*drop->mimeData(), &m_tab, m_tab.canvas().mapToScene(drop->position().toPoint()))) {
    drop->acceptProposedAction();
  }
  return true;
}

}  // namespace weft::editor
