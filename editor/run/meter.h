// A name, a figure and a bar: how much of something is in use.
#pragma once

#include <QWidget>

namespace weft::editor {

class Meter : public QWidget {
  Q_OBJECT

 public:
  explicit Meter(const QString& name, QWidget* parent = nullptr);
  void set(const QString& figure, double share, double peak = -1);  // of the whole, 0 to 1; less than 0: no bar
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  const QString m_name;
  QString m_figure;
  double m_share = -1, m_peak = -1;
};

QString bytesText(quint64 bytes);  // "1.2 GiB"

}  // namespace weft::editor
