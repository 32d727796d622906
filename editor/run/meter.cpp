#include "run/meter.h"

#include <algorithm>

#include <QLocale>
#include <QPainter>

#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr int barHeight = 4;
constexpr double nearlyFull = 0.9;

}  // namespace

QString bytesText(quint64 bytes) {
  return QLocale::c().formattedDataSize(static_cast<qint64>(bytes), bytes < (1u << 30) ? 0 : 1);
}

Meter::Meter(const QString& name, QWidget* parent) : QWidget(parent), m_name(name) {
  setAccessibleName(name);
  setObjectName("meter:" + name);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(&themeEvents(), &ThemeEvents::changed, this, qOverload<>(&QWidget::update));
}

void Meter::set(const QString& figure, double share, double peak) {
  m_figure = figure;
  m_share = std::min(share, 1.0);
  m_peak = std::min(peak, 1.0);
  setAccessibleDescription(figure);
  update();
}

QSize Meter::sizeHint() const { return {120, fontMetrics().height() + barHeight + 14}; }

void Meter::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRect words(0, 2, width(), fontMetrics().height() + 2);
  painter.setPen(theme().text);
  painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, m_name);
  painter.setPen(theme().dimText);
  painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, m_figure);
  if (m_share < 0) return;
  const QRectF bar(0, words.bottom() + 4, width(), barHeight);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme().border);
  painter.drawRoundedRect(bar, barHeight / 2.0, barHeight / 2.0);
  painter.setBrush(m_share > nearlyFull ? theme().warning : theme().accent);
  painter.drawRoundedRect(QRectF(bar.topLeft(), QSizeF(m_share * bar.width(), barHeight)), barHeight / 2.0,
                          barHeight / 2.0);
  if (m_peak > m_share) painter.fillRect(QRectF(m_peak * bar.width() - 1, bar.top(), 2, barHeight), theme().dimText);
}

}  // namespace weft::editor
