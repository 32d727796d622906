#include "canvas/tools/canvas_events.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QMouseEvent>

#include "canvas/canvas_actions.h"
#include "canvas/canvas_view.h"
#include "canvas/tools/canvas_tool.h"
#include "canvas/tools/context_menu.h"
#include "palette/node_tree.h"

namespace weft::editor {
CanvasEvents::CanvasEvents(CanvasView& view) : QObject(&view), m_view(view) {
  view.viewport()->setAcceptDrops(true);
  view.viewport()->installEventFilter(this);
  view.installEventFilter(this);
}

bool CanvasEvents::eventFilter(QObject* watched, QEvent* event) {
  const bool onViewport = watched == m_view.viewport();
  switch (event->type()) {
    case QEvent::ContextMenu: {
      const auto* menu = static_cast<QContextMenuEvent*>(event);
      if (menu->reason() == QContextMenuEvent::Keyboard)
        showContextMenu(m_view);
      else if (onViewport)
        openContextMenu(m_view, menu->pos(), menu->globalPos());
      return true;
    }
    case QEvent::DragEnter:
    case QEvent::DragMove:
      return onViewport && drag(*static_cast<QDropEvent*>(event));
    case QEvent::DragLeave:
      if (onViewport) m_view.graph().highlight({});
      return false;
    case QEvent::Drop:
      return onViewport && drop(*static_cast<QDropEvent*>(event));
    case QEvent::MouseButtonPress: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      if (onViewport && mouse->button() == Qt::MiddleButton) m_middle = mouse->pos();
      return false;
    }
    case QEvent::MouseButtonRelease: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      const bool isClick = onViewport && mouse->button() == Qt::MiddleButton &&
                           (mouse->pos() - m_middle).manhattanLength() < QApplication::startDragDistance();
      const QPointF at = m_view.mapToScene(mouse->pos());
      if (isClick && !m_view.graph().nodeAt(at)) addRerouteAt(m_view, at);
      return false;  // the view ends its panning
    }
    default:
      return false;
  }
}

bool CanvasEvents::drag(QDropEvent& event) {
  if (!event.mimeData()->hasFormat(nodeTypeMime())) return false;
  const Link* wire = m_view.graph().linkAt(m_view.mapToScene(event.position().toPoint()), 8 / m_view.zoom());
  m_view.graph().highlight(wire ? std::optional(*wire) : std::nullopt);
  event.acceptProposedAction();
  return true;
}

bool CanvasEvents::drop(QDropEvent& event) {
  m_view.graph().highlight({});
  if (!event.mimeData()->hasFormat(nodeTypeMime())) return false;
  placeNode(m_view, QString::fromUtf8(event.mimeData()->data(nodeTypeMime())),
            m_view.mapToScene(event.position().toPoint()));
  m_view.setFocus();
  event.acceptProposedAction();
  return true;
}

}  // namespace weft::editor
