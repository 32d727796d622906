#include "canvas/minimap.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include "canvas/canvas_view.h"
#include "canvas/decoration_items.h"
#include "canvas/node_paint.h"
#include "theme/theme.h"

namespace weft::editor {

Minimap::Minimap(CanvasView& view) : QWidget(&view), m_view(view) {
  setObjectName("minimap");
  setAccessibleName("Minimap");
  setFixedSize(208, 138);
  m_later.setSingleShot(true);
  m_later.setInterval(60);
  connect(&m_later, &QTimer::timeout, this, [this] {
    m_content = QPixmap();
    update();
  });
  connect(&view.graph(), &GraphScene::contentChanged, &m_later, [this] {
    if (!m_later.isActive()) m_later.start();
  });
  connect(&view.selection(), &Selection::changed, &m_later, qOverload<>(&QTimer::start));
  connect(&themeEvents(), &ThemeEvents::changed, &m_later, qOverload<>(&QTimer::start));
  connect(&view, &CanvasView::moved, this, qOverload<>(&QWidget::update));
}

QTransform Minimap::transform() const {
  const QRectF room = QRectF(rect()).adjusted(10, 10, -10, -10);
  const double scale = std::min(room.width() / m_world.width(), room.height() / m_world.height());
  QTransform to;
  to.translate(room.center().x(), room.center().y());
  to.scale(scale, scale);
  to.translate(-m_world.center().x(), -m_world.center().y());
  return to;
}

QPointF Minimap::toCanvas(QPointF at) const { return transform().inverted().map(at); }
QPointF Minimap::fromCanvas(QPointF at) const { return transform().map(at); }

void Minimap::drawContent() {
  const QRectF content = m_view.graph().contentRect();
  m_world = content.isNull() ? QRectF(-500, -300, 1000, 600) : content;
  if (m_world.width() < 1000) m_world.adjust(m_world.width() / 2 - 500, 0, 500 - m_world.width() / 2, 0);
  m_content = QPixmap(size() * devicePixelRatioF());
  m_content.setDevicePixelRatio(devicePixelRatioF());
  m_content.fill(Qt::transparent);
  QPainter painter(&m_content);
  const QTransform to = transform();
  const auto mapped = [&](const QRectF& rect) {
    const QRectF on = to.mapRect(rect);
    return QRectF(on.topLeft(), QSizeF(std::max(1.5, on.width()), std::max(1.5, on.height())));
  };
  for (int i = 0; i < m_view.graph().groupCount(); ++i) {
    const GroupItem* group = m_view.graph().group(i);
    QColor colour = group->box().colour.isValid() ? group->box().colour : theme().group;
    colour.setAlphaF(0.4f);
    painter.fillRect(mapped(group->rect()), colour);
  }
  for (int i = 0; i < m_view.graph().noteCount(); ++i) {
    painter.fillRect(mapped(m_view.graph().note(i)->rect()), theme().note);
  }
  for (const NodeItem* node : m_view.graph().nodes()) {
    const bool chosen = m_view.selection().nodes().contains(node->face().id);
    const QColor colour = chosen ? theme().nodeSelected : mixed(nodeTitleColour(node->face()), theme().nodeText, 0.3);
    painter.fillRect(mapped(node->bodyRect().translated(node->pos())), colour);
  }
}

void Minimap::paintEvent(QPaintEvent*) {
  if (m_content.isNull()) drawContent();
  const Theme& t = theme();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QColor ground = t.panel;
  ground.setAlphaF(0.88f);
  painter.setPen(QPen(t.border, 1));
  painter.setBrush(ground);
  QPainterPath frame;
  frame.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7);
  painter.drawPath(frame);
  painter.drawPixmap(0, 0, m_content);
  const QRectF seen = transform().mapRect(m_view.visibleRect());
  painter.setClipPath(frame);
  QColor light = t.accent;
  light.setAlphaF(0.14f);
  painter.setPen(QPen(t.accent, 1.2));
  painter.setBrush(light);
  painter.drawRoundedRect(seen & QRectF(rect()).adjusted(2, 2, -2, -2), 3, 3);
}

void Minimap::mousePressEvent(QMouseEvent* event) {
  const QPoint from = m_view.viewport()->rect().center();
  m_view.panBy(from - m_view.mapFromScene(toCanvas(event->position())));
}

void Minimap::mouseMoveEvent(QMouseEvent* event) {
  if (event->buttons() & Qt::LeftButton) mousePressEvent(event);
}

// Else it would go to the canvas.
void Minimap::mouseReleaseEvent(QMouseEvent* event) { event->accept(); }

void Minimap::wheelEvent(QWheelEvent* event) {
  if (event->angleDelta().y() > 0)
    m_view.zoomIn();
  else
    m_view.zoomOut();
  event->accept();
}

}  // namespace weft::editor
