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

  void fit(const QRectF& rect);  // in canvas units; animated where settings say so
  void fitAll();
  void fitSelection();
  double zoom() const;  // 1: a unit is a pixel
  void setZoom(double zoom, QPoint fixed);
  // Where the next node goes: below the pointer, or in the middle where that is elsewhere.
  QPointF insertionPoint() const;

  bool snapsToGrid() const;
  void setSnapToGrid(bool snap);
  static constexpr double grid = 20;
  QPointF snapped(QPointF at) const;
  void setMinimapVisible(bool visible);
  void setDetails(bool visible);  // time and bytes on nodes

  void addTool(std::unique_ptr<Tool> tool);  // asked after those that are there

 signals:
  void zoomChanged(double zoom);
  void subgraphOpened(const QStringList& instances);
  void pictureActivated(const QString& path);  // a thumbnail was double-clicked: "outer/inner"
  void message(const QString& text);           // for the status bar: why a wire does not fit

 private:
  struct State;
  GraphScene m_graph;
  std::unique_ptr<State> m_state;
};

}  // namespace weft::editor
