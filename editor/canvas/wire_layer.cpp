#include "canvas/wire_layer.h"

#include <cmath>

#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr double edge = 6;          // half of the widest line, with its glow
constexpr double plainBelow = 0.4;  // zoom at which a wire is no more than a line
constexpr double shadowFrom = 0.7;
constexpr double flowSpacing = 34;  // canvas units
constexpr int segments = 24;

double distanceTo(QPointF a, QPointF b, QPointF point) {
  const QPointF along = b - a;
  const double length = QPointF::dotProduct(along, along);
  const double t = length > 0 ? std::clamp(QPointF::dotProduct(point - a, along) / length, 0.0, 1.0) : 0;
  const QPointF apart = a + t * along - point;
  return std::hypot(apart.x(), apart.y());
}

QBrush colourOf(const Wire& wire) {
  if (wire.from == wire.to) return wire.from;
  QLinearGradient gradient(wire.points.front(), wire.points.back());
  gradient.setColorAt(0, wire.from);
  gradient.setColorAt(1, wire.to);
  return gradient;
}

void paintLine(QPainter& painter, const Wire& wire) {
  QColor colour = wire.from;
  if (wire.dimmed) colour = mixed(colour, theme().canvas, 0.6);
  painter.setPen(QPen(colour, 0));
  painter.drawPolyline(wire.points);
}

// Joins between pieces so short are not seen; round ones would cost half of the frame.
void paintWire(QPainter& painter, const Wire& wire, double width, std::optional<QColor> colour, bool shadow) {
  QPen pen(theme().wireShadow, width + 2.5, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin);
  if (shadow) {
    painter.setPen(pen);
    painter.drawPolyline(wire.points);
  }
  pen.setBrush(colour ? QBrush(*colour) : colourOf(wire));
  pen.setWidthF(width);
  painter.setPen(pen);
  painter.setOpacity(wire.dimmed ? 0.4 : 1.0);
  painter.drawPolyline(wire.points);
  painter.setOpacity(1);
}

// Marks on their way along the wire.
void paintFlow(QPainter& painter, const Wire& wire, double phase) {
  painter.setPen(Qt::NoPen);
  painter.setBrush(mixed(wire.to, theme().text, 0.55));
  double ahead = phase * flowSpacing;
  for (qsizetype i = 1; i < wire.points.size(); ++i) {
    const QLineF piece(wire.points[i - 1], wire.points[i]);
    const double length = piece.length();
    for (; ahead < length; ahead += flowSpacing) painter.drawEllipse(piece.pointAt(ahead / length), 2.8, 2.8);
    ahead -= length;
  }
}

}  // namespace

QPolygonF wireCurve(QPointF from, QPointF to) {
  const double dx = to.x() - from.x(), dy = std::abs(to.y() - from.y());
  const double reach = dx >= 0 ? std::clamp(std::max(dx / 2, std::min(dy / 2, 60.0)), 12.0, 260.0)
                               : std::clamp(40 - dx / 3 + dy / 8, 40.0, 260.0);
  const QPointF a = from + QPointF(reach, 0), b = to - QPointF(reach, 0);
  QPolygonF points;
  points.reserve(segments + 1);
  for (int i = 0; i <= segments; ++i) {
    const double t = static_cast<double>(i) / segments, u = 1 - t;
    points << u * u * u * from + 3 * u * u * t * a + 3 * u * t * t * b + t * t * t * to;
  }
  return points;
}

WireLayer::WireLayer() {
  setZValue(-10);
  setFlag(ItemUsesExtendedStyleOption);
  setAcceptedMouseButtons(Qt::NoButton);
}

void WireLayer::setInto(const QString& node, std::vector<Wire> wires) {
  for (const Wire& old : into(node)) update(old.bounds);
  if (wires.empty()) {
    m_wires.remove(node);
    return;
  }
  QRectF bounds = m_bounds;
  for (Wire& wire : wires) {
    wire.bounds = wire.points.boundingRect().adjusted(-edge, -edge, edge, edge);
    bounds |= wire.bounds;
  }
  setBounds(bounds);
  for (const Wire& wire : wires) update(wire.bounds);
  m_wires[node] = std::move(wires);
}

const std::vector<Wire>& WireLayer::into(const QString& node) const {
  static const std::vector<Wire> none;
  const auto found = m_wires.constFind(node);
  return found == m_wires.constEnd() ? none : *found;
}

void WireLayer::clear() {
  m_wires.clear();
  setBounds({});
}

void WireLayer::setBounds(const QRectF& bounds) {
  if (bounds == m_bounds) return;
  prepareGeometryChange();
  m_bounds = bounds;
}

void WireLayer::change(const QSet<QString>& nodes, const std::function<void(Wire&)>& update) {
  QRectF bounds = m_bounds;
  for (std::vector<Wire>& wires : m_wires) {
    for (Wire& wire : wires) {
      if (!nodes.contains(wire.link.from.node) && !nodes.contains(wire.link.to.node)) continue;
      QGraphicsItem::update(wire.bounds);
      update(wire);
      wire.bounds = wire.points.boundingRect().adjusted(-edge, -edge, edge, edge);
      QGraphicsItem::update(wire.bounds);
      bounds |= wire.bounds;
    }
  }
  setBounds(bounds);
}

const Wire* WireLayer::at(QPointF point, double reach) const {
  const Wire* nearest = nullptr;
  double least = reach;
  for (const std::vector<Wire>& wires : m_wires) {
    for (const Wire& wire : wires) {
      if (!wire.bounds.adjusted(-reach, -reach, reach, reach).contains(point)) continue;
      for (qsizetype i = 1; i < wire.points.size(); ++i) {
        const double distance = distanceTo(wire.points[i - 1], wire.points[i], point);
        if (distance > least) continue;
        least = distance;
        nearest = &wire;
      }
    }
  }
  return nearest;
}

void WireLayer::updateLink(const std::optional<Link>& link) {
  if (!link) return;
  for (const Wire& wire : into(link->to.node)) {
    if (wire.link == *link) update(wire.bounds);
  }
}

void WireLayer::setHovered(const std::optional<Link>& link) {
  if (link == m_hovered) return;
  updateLink(std::exchange(m_hovered, link));
  updateLink(link);
}

void WireLayer::setHighlight(const std::optional<Link>& link) {
  if (link == m_highlight) return;
  updateLink(std::exchange(m_highlight, link));
  updateLink(link);
}

bool WireLayer::isFlowing() const {
  return std::any_of(m_wires.begin(), m_wires.end(), [](const std::vector<Wire>& wires) {
    return std::any_of(wires.begin(), wires.end(), [](const Wire& wire) { return wire.flowing; });
  });
}

void WireLayer::flow() {
  m_phase = std::fmod(m_phase + 0.12, 1.0);
  for (const std::vector<Wire>& wires : m_wires) {
    for (const Wire& wire : wires) {
      if (wire.flowing) update(wire.bounds);
    }
  }
}

void WireLayer::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
  const double zoom = painter->worldTransform().m11();
  const bool plain = zoom < plainBelow;
  painter->setRenderHint(QPainter::Antialiasing, !m_fast || !plain);
  for (const std::vector<Wire>& wires : m_wires) {
    for (const Wire& wire : wires) {
      if (!wire.bounds.intersects(option->exposedRect)) continue;
      const bool marked = wire.link == m_highlight || wire.link == m_hovered;
      if (marked) {
        const bool isHighlight = wire.link == m_highlight;
        paintWire(*painter, wire, (isHighlight ? 4.5 : 3.5) / std::min(zoom, 1.0),
                  isHighlight ? std::optional(theme().accent) : std::nullopt, true);
      } else if (plain) {
        paintLine(*painter, wire);
      } else {
        paintWire(*painter, wire, 2.2, std::nullopt, zoom >= shadowFrom);
      }
      if (wire.flowing && !plain) paintFlow(*painter, wire, m_phase);
    }
  }
}

}  // namespace weft::editor
