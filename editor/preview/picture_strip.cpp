#include "preview/picture_strip.h"

#include <QPainter>

#include "theme/theme.h"

namespace weft::editor {

PictureStrip::PictureStrip(QWidget* parent) : QWidget(parent) {
  setObjectName("pictureStrip");
  setAccessibleName("Pixel under the pointer");
  setAttribute(Qt::WA_OpaquePaintEvent);
  connect(&themeEvents(), &ThemeEvents::changed, this, qOverload<>(&QWidget::update));
}

void PictureStrip::setPixel(const QString& text, const QColor& colour, const QColor& compared) {
  m_pixel = text;
  m_colour = colour;
  m_compared = compared;
  setAccessibleDescription(this->text());
  update();
}

void PictureStrip::setLooks(const QString& text) {
  m_looks = text;
  setAccessibleDescription(this->text());
  update();
}

QString PictureStrip::text() const { return m_pixel.isEmpty() ? m_looks : m_pixel + "   " + m_looks; }

void PictureStrip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(rect(), theme().panel);
  painter.fillRect(QRectF(0, 0, width(), 1), theme().border);
  painter.setFont(monoFont());
  const int looksWidth = std::min(width() - 20, painter.fontMetrics().horizontalAdvance(m_looks));
  painter.setPen(theme().dimText);
  painter.drawText(QRect(width() - 10 - looksWidth, 1, looksWidth, height() - 1), Qt::AlignVCenter | Qt::AlignRight,
                   m_looks);
  int left = 10;
  for (const QColor& colour : {m_colour, m_compared}) {
    if (!colour.isValid()) continue;
    painter.setPen(theme().border);
    painter.setBrush(QColor(colour.rgb()));
    painter.drawRoundedRect(QRectF(left + 0.5, (height() - 12) / 2 + 0.5, 13, 12), 3, 3);
    left += 19;
  }
  painter.setPen(theme().text);
  const QRect place(left, 1, width() - left - looksWidth - 28, height() - 1);
  painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft,
                   painter.fontMetrics().elidedText(m_pixel, Qt::ElideRight, std::max(0, place.width())));
}

}  // namespace weft::editor
