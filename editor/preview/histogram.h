// How often values occur: bars between the least and the most. Y makes the counts logarithmic, so that rare values are
// seen beside frequent ones.
#pragma once

#include <optional>

#include <QWidget>

namespace weft::editor {

class HistogramView : public QWidget {
  Q_OBJECT

 public:
  explicit HistogramView(QWidget* parent = nullptr);
  void setHistogram(const QList<double>& counts, double least, double most);  // an empty list: nothing is known
  const QList<double>& counts() const { return m_counts; }
  void setLogarithmic(bool logarithmic);
  bool isLogarithmic() const { return m_logarithmic; }
  QRectF barRect(qsizetype bin) const;
  QString hoverText() const;  // of the bin below the pointer: its range, its count, its share

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  QSize sizeHint() const override { return {300, 140}; }

 private:
  std::optional<qsizetype> binAt(QPointF at) const;
  QRectF area() const;
  double heightOf(double count) const;  // 0..1

  QList<double> m_counts;
  double m_least = 0, m_most = 1, m_highest = 0, m_total = 0;
  bool m_logarithmic = false;
  std::optional<QPointF> m_pointer;
};

}  // namespace weft::editor
