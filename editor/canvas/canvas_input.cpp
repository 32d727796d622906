// Mouse, wheel and keys of the canvas: what pans and zooms, and the rest to its tools.
#include <cmath>

#include <QKeyEvent>
#include <QNativeGestureEvent>

#include "canvas/canvas_state.h"
#include "document/names.h"

namespace weft::editor {

CanvasMouse CanvasView::mouseAt(QPoint at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers) const {
  CanvasMouse mouse{mapToScene(at), at, button, modifiers, nullptr, {}};
  mouse.node = m_graph.nodeAt(mouse.scene);
  if (mouse.node) mouse.hit = mouse.node->hit(mouse.scene - mouse.node->pos());
  return mouse;
}

void CanvasView::mousePressEvent(QMouseEvent* event) {
  showFocus(false);
  m_state->lastMouse = event->pos();
  const bool pans = event->button() == Qt::MiddleButton || (m_state->spaceHeld && event->button() == Qt::LeftButton);
  if (pans && !m_state->active) {
    m_state->panning = true;
    viewport()->setCursor(Qt::ClosedHandCursor);
    return;
  }
  if (m_state->active || m_state->panning) return;
  const CanvasMouse mouse = mouseAt(event->pos(), event->button(), event->modifiers());
  const bool unfolds = event->button() == Qt::LeftButton && mouse.hit.part == NodeHit::Part::More;
  if (unfolds) {
    m_graph.setUnfolded(mouse.node->face().id, !mouse.node->isUnfolded());
    return;
  }
  for (const std::unique_ptr<Tool>& tool : m_state->tools) {
    if (!tool->press(mouse)) continue;
    m_state->active = tool.get();
    return;
  }
}

void CanvasView::mouseMoveEvent(QMouseEvent* event) {
  const QPoint moved = event->pos() - std::exchange(m_state->lastMouse, event->pos());
  m_state->zoomedAt = QPoint(-1, -1);
  if (m_state->panning) {
    panBy(moved);
    return;
  }
  const CanvasMouse mouse = mouseAt(event->pos(), Qt::NoButton, event->modifiers());
  if (m_state->active) {
    m_state->active->move(mouse);
    return;
  }
  hover(mouse);
}

void CanvasView::hover(const CanvasMouse& mouse) {
  m_graph.setHovered(mouse.node, mouse.hit);
  const Link* link = mouse.node ? nullptr : m_graph.linkAt(mouse.scene, 6 / zoom());
  m_graph.setHoveredLink(link ? std::optional(*link) : std::nullopt);
  for (const std::unique_ptr<Tool>& tool : m_state->tools) {
    if (tool->hover(mouse)) return;
  }
  if (m_state->spaceHeld)
    viewport()->setCursor(Qt::OpenHandCursor);
  else
    viewport()->unsetCursor();
}

void CanvasView::mouseReleaseEvent(QMouseEvent* event) {
  if (m_state->panning) {
    m_state->panning = false;
    viewport()->setCursor(m_state->spaceHeld ? Qt::OpenHandCursor : Qt::ArrowCursor);
    return;
  }
  if (Tool* tool = std::exchange(m_state->active, nullptr)) {
    tool->release(mouseAt(event->pos(), event->button(), event->modifiers()));
  }
}

void CanvasView::mouseDoubleClickEvent(QMouseEvent* event) {
  const CanvasMouse mouse = mouseAt(event->pos(), event->button(), event->modifiers());
  for (const std::unique_ptr<Tool>& tool : m_state->tools) {
    if (tool->doubleClick(mouse)) return;
  }
  if (!doubleClickNode(mouse)) mousePressEvent(event);
}

// Where no tool wants it: into a subgraph, or a picture in full.
bool CanvasView::doubleClickNode(const CanvasMouse& mouse) {
  if (!mouse.node || mouse.button != Qt::LeftButton) return false;
  const NodeFace& face = mouse.node->face();
  if (mouse.hit.part == NodeHit::Part::Picture) {
    emit pictureActivated(selection().pathOf(face.id));
    return true;
  }
  const bool onBody = mouse.hit.part == NodeHit::Part::Title || mouse.hit.part == NodeHit::Part::Body;
  if (face.kind != NodeKind::Subgraph || !onBody) return false;
  const QStringList inside = selection().instances() + QStringList(face.id);
  if (selection().open(inside)) emit subgraphOpened(inside);
  return true;
}

// A touchpad scrolls; a wheel zooms, and scrolls with Shift, or Alt.
void CanvasView::wheelEvent(QWheelEvent* event) {
  const bool isTouchpad = event->phase() != Qt::NoScrollPhase ||
                          (event->device() && event->device()->type() == QInputDevice::DeviceType::TouchPad);
  const bool scrolls = (isTouchpad && !(event->modifiers() & Qt::ControlModifier)) ||
                       (event->modifiers() & (Qt::ShiftModifier | Qt::AltModifier));
  if (scrolls) {
    QPoint by = event->pixelDelta().isNull() ? event->angleDelta() / 2 : event->pixelDelta();
    if ((event->modifiers() & Qt::ShiftModifier) && by.x() == 0) by = by.transposed();
    panBy(by);
  } else {
    setZoom(zoom() * std::pow(1.0015, event->angleDelta().y()), event->position().toPoint());
  }
  event->accept();
}

bool CanvasView::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::NativeGesture) {
    const auto* gesture = static_cast<QNativeGestureEvent*>(event);
    if (gesture->gestureType() == Qt::ZoomNativeGesture) {
      setZoom(zoom() * (1 + gesture->value()), gesture->position().toPoint());
      return true;
    }
  }
  if (event->type() == QEvent::Leave && !m_state->active) {
    m_graph.setHovered(nullptr, {});
    m_graph.setHoveredLink({});
  }
  return QGraphicsView::viewportEvent(event);
}

void CanvasView::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
    m_state->spaceHeld = true;
    if (!m_state->active && !m_state->panning) viewport()->setCursor(Qt::OpenHandCursor);
    return;
  }
  if (event->key() == Qt::Key_Escape && m_state->active) {
    cancelGesture();
    return;
  }
  event->ignore();
}

void CanvasView::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
    m_state->spaceHeld = false;
    if (!m_state->panning) viewport()->unsetCursor();
    return;
  }
  event->ignore();
}

void CanvasView::focusInEvent(QFocusEvent* event) {
  showFocus(event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason);
  QGraphicsView::focusInEvent(event);
}

void CanvasView::focusOutEvent(QFocusEvent* event) {
  m_state->spaceHeld = false;
  showFocus(false);
  QGraphicsView::focusOutEvent(event);
}

void CanvasView::cancelGesture() {
  m_state->panning = false;
  if (Tool* tool = std::exchange(m_state->active, nullptr)) tool->cancel();
}

}  // namespace weft::editor
