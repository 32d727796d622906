// The canvas of a tab: pans, zooms, draws the grid, hands the mouse to its tools.
#pragma once

#include <memory>

#include <QGraphicsView>

#include "canvas/graph_scene.h"
#include "canvas/tool.h"

namespace weft::editor {

class CanvasView : public QGraphicsView {
  Q_OBJECT

 public:
  CanvasView(GraphModel& model, Selection& selection, RunState& runs, QWidget* parent = nullptr);
  ~CanvasView() override;

  GraphScene& graph() { return m_graph; }
  GraphModel& model() { return m_graph.model(); }
  Selection& selection() { return m_graph.selection(); }

  void fit(const QRectF& rect);  // in canvas units; at most at 100 %
  void fitAll();
  void fitSelection();  // all, where nothing is selected
  double zoom() const;  // 1: a unit is a pixel
  void setZoom(double zoom, QPoint fixed);
  void zoomIn();  // by a step, with the middle fixed
  void zoomOut();
  void resetZoom();                      // 100 %
  void goUp();                           // to the graph that this one is in
  void panBy(QPoint pixels);             // the content moves so far
  QRectF visibleRect() const;            // in canvas units
  void centreOnNode(const QString& id);  // where it is not in sight
  static constexpr double minimumZoom = 0.02, maximumZoom = 4;
  // Where the next node goes: below the pointer, or in the middle where that is elsewhere.
  QPointF insertionPoint() const;

  bool snapsToGrid() const;
  void setSnapToGrid(bool snap);
  static constexpr double grid = 20;
  QPointF snapped(QPointF at) const;
  bool isMinimapVisible() const;
  void setMinimapVisible(bool visible);
  void setDetails(bool visible);  // time and bytes on nodes

  void addTool(std::unique_ptr<Tool> tool);  // asked after those that are there

 signals:
  void zoomChanged(double zoom);
  void moved();  // something else is in sight
  void subgraphOpened(const QStringList& instances);
  void pictureActivated(const QString& path);  // a thumbnail was double-clicked: "outer/inner"
  void message(const QString& text);           // for the status bar: why a wire does not fit

 protected:
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void drawBackground(QPainter* painter, const QRectF& rect) override;
  void drawForeground(QPainter* painter, const QRectF& rect) override;
  void scrollContentsBy(int dx, int dy) override;
  bool viewportEvent(QEvent* event) override;

 private:
  struct State;
  CanvasMouse mouseAt(QPoint at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers) const;
  void hover(const CanvasMouse& mouse);
  bool doubleClickNode(const CanvasMouse& mouse);
  void cancelGesture();
  void graphOpened();
  void moving();  // pans or zooms: drawn fast until it rests
  void placeOverlays();
  void showFocus(bool shown);  // a frame, where the keyboard led here

  GraphScene m_graph;
  std::unique_ptr<State> m_state;
};

}  // namespace weft::editor
