// Curves, several at once, drawn by hand: loss over steps, a schedule of sigmas. The wheel zooms at the pointer (with
// Shift along x alone), a drag pans, a double click or F shows all; X and Y make an axis logarithmic or not.
#pragma once

#include <memory>

#include <QPointF>
#include <QWidget>

namespace weft::editor {

struct PlotSeries {
  QString name;
  QList<QPointF> points;  // x rises; what is not finite is a gap
  bool dots = false;      // a mark on each point
};

class PlotView : public QWidget {
  Q_OBJECT

 public:
  explicit PlotView(QWidget* parent = nullptr);
  ~PlotView() override;

  void setSeries(const QList<PlotSeries>& series);  // keeps the part that a person chose to look at
  const QList<PlotSeries>& series() const;
  void setLabels(const QString& x, const QString& y);
  void setMessage(const QString& text);  // where there is nothing to draw
  void setLogarithmic(Qt::Orientation axis, bool logarithmic);
  bool isLogarithmic(Qt::Orientation axis) const;
  void fit();

  QPointF toPlot(QPointF at) const;  // the values at a point of the widget
  QPointF fromPlot(QPointF value) const;
  QRectF plotArea() const;
  QString hoverText() const;  // what is said of the points below the pointer; one line a series

 signals:
  void axesChanged();  // logarithmic or not

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  QSize sizeHint() const override { return {360, 220}; }

 private:
  struct State;
  void zoomAt(QPointF at, double across, double down);
  void pan(QPointF by);  // in shares of the plot
  std::unique_ptr<State> m_state;
};

}  // namespace weft::editor
