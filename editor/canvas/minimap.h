// All of the graph in a corner of the canvas, and which part of it is in sight. A press or a drag goes there.
#pragma once

#include <QPixmap>
#include <QTimer>
#include <QWidget>

namespace weft::editor {

class CanvasView;

class Minimap : public QWidget {
  Q_OBJECT

 public:
  explicit Minimap(CanvasView& view);
  QPointF toCanvas(QPointF at) const;
  QPointF fromCanvas(QPointF at) const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;

 private:
  void drawContent();  // into m_content, when something has changed
  QTransform transform() const;

  CanvasView& m_view;
  QRectF m_world;     // what the map shows
  QPixmap m_content;  // null: to be drawn anew
  QTimer m_later;     // changes in a row are drawn once
};

}  // namespace weft::editor
