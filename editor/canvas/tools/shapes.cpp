#include "canvas/tools/shapes.h"

#include <QPainter>

#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr double top = 30;  // above nodes and wires

}  // namespace

ToolShape::ToolShape(Kind kind) : m_kind(kind) {
  setZValue(top);
  setVisible(false);
}

void ToolShape::setPath(const QPainterPath& path) {
  prepareGeometryChange();
  m_path = path;
  setVisible(!path.isEmpty());
  update();
}

QRectF ToolShape::boundingRect() const { return m_path.boundingRect().adjusted(-4, -4, 4, 4); }

void ToolShape::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  const Theme& t = theme();
  painter->setRenderHint(QPainter::Antialiasing, m_kind == Kind::Knife);
  QPen pen(m_kind == Kind::Knife ? t.error : t.accent, m_kind == Kind::Knife ? 2 : 1);
  pen.setCosmetic(true);
  if (m_kind != Kind::Band) pen.setStyle(Qt::DashLine);
  QColor fill = t.accent;
  fill.setAlphaF(0.12f);
  painter->setPen(pen);
  painter->setBrush(m_kind == Kind::Band ? QBrush(fill) : Qt::NoBrush);
  painter->drawPath(m_path);
}

}  // namespace weft::editor
