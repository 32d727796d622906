#include "canvas/tools/auto_scroll.h"

#include "canvas/canvas_view.h"

namespace weft::editor {
namespace {

constexpr int margin = 24, mostPerStep = 18, milliseconds = 16;  // pixels of the view

int speedAt(int at, int size) {
  if (at < margin) return std::min(mostPerStep, (margin - at) / 2 + 1);
  if (at > size - margin) return -std::min(mostPerStep, (at - size + margin) / 2 + 1);
  return 0;
}

}  // namespace

AutoScroll::AutoScroll(CanvasView& view, Moved moved) : m_view(view), m_moved(std::move(moved)) {
  m_timer.setInterval(milliseconds);
  QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { step(); });
}

void AutoScroll::follow(const CanvasMouse& mouse) {
  m_mouse = mouse;
  if (speed().isNull())
    m_timer.stop();
  else if (!m_timer.isActive())
    m_timer.start();
}

void AutoScroll::stop() { m_timer.stop(); }

QPoint AutoScroll::speed() const {
  const QSize room = m_view.viewport()->size();
  return {speedAt(m_mouse.view.x(), room.width()), speedAt(m_mouse.view.y(), room.height())};
}

void AutoScroll::step() {
  m_view.panBy(speed());
  m_mouse.scene = m_view.mapToScene(m_mouse.view);
  m_mouse.node = m_view.graph().nodeAt(m_mouse.scene);
  m_mouse.hit = m_mouse.node ? m_mouse.node->hit(m_mouse.scene - m_mouse.node->pos()) : NodeHit{};
  m_moved(m_mouse);
}

}  // namespace weft::editor
