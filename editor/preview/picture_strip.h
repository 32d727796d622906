// The line below a picture: where the pointer is and what the pixel says, and how the picture is looked at.
#pragma once

#include <QColor>
#include <QWidget>

namespace weft::editor {

class PictureStrip : public QWidget {
  Q_OBJECT

 public:
  explicit PictureStrip(QWidget* parent);
  // Invalid colours: no swatch.
  void setPixel(const QString& text, const QColor& colour, const QColor& compared);
  void setLooks(const QString& text);
  QString text() const;
  QSize sizeHint() const override { return {200, 24}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_pixel, m_looks;
  QColor m_colour, m_compared;
};

}  // namespace weft::editor
