// All wires of the open graph, one item: thousands of them are drawn and searched as lists of points, not as items.
#pragma once

#include <functional>
#include <optional>

#include <QColor>
#include <QGraphicsItem>
#include <QHash>
#include <QSet>

#include "document/links.h"

namespace weft::editor {

struct Wire {
  Link link;
  QPolygonF points;  // of the curve, flattened; the first at the output
  QRectF bounds;
  QColor from, to;  // the colours of its ends
  bool dimmed = false;
  bool flowing = false;  // its target runs
};

// A curve from an output to an input, in points near enough for 200 %.
QPolygonF wireCurve(QPointF from, QPointF to);

class WireLayer : public QGraphicsItem {
 public:
  enum { Type = UserType + 2 };
  int type() const override { return Type; }

  WireLayer();
  // Takes the place of all wires that end at `node`.
  void setInto(const QString& node, std::vector<Wire> wires);
  const std::vector<Wire>& into(const QString& node) const;
  void clear();
  const QHash<QString, std::vector<Wire>>& all() const { return m_wires; }
  // Those with one of these nodes at an end: `update` sets points and colours.
  void change(const QSet<QString>& nodes, const std::function<void(Wire&)>& update);

  const Wire* at(QPointF point, double reach) const;  // the nearest; nullptr: none within reach
  void setHovered(const std::optional<Link>& link);
  void setHighlight(const std::optional<Link>& link);
  bool isFlowing() const;
  void flow();                                // a step of what moves along wires into nodes that run
  void setFast(bool fast) { m_fast = fast; }  // jagged from afar, while the view moves

  QRectF boundingRect() const override { return m_bounds; }
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  void setBounds(const QRectF& bounds);  // every wire lies within
  void updateLink(const std::optional<Link>& link);

  QHash<QString, std::vector<Wire>> m_wires;  // by the node where they end
  QRectF m_bounds;
  std::optional<Link> m_hovered, m_highlight;
  bool m_fast = false;
  double m_phase = 0;  // 0 to 1: how far the flow is from one mark to the next
};

}  // namespace weft::editor
