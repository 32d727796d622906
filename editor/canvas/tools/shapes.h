// What tools draw over the canvas while they are at work: the rubber band, guides, the knife's way.
#pragma once

#include <QGraphicsItem>
#include <QPainterPath>

namespace weft::editor {

class ToolShape : public QGraphicsItem {
 public:
  enum class Kind { Band, Guides, Knife };
  explicit ToolShape(Kind kind);
  void setPath(const QPainterPath& path);  // in canvas units; empty: nothing is drawn
  void clear() { setPath({}); }
  QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  const Kind m_kind;
  QPainterPath m_path;
};

}  // namespace weft::editor
