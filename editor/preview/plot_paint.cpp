#include "preview/plot_paint.h"

#include <algorithm>
#include <cmath>

#include "theme/theme.h"

namespace weft::editor {
namespace {

double stepOf(const Axis& axis, const std::vector<double>& ticks) {
  return !axis.logarithmic && ticks.size() > 1 ? ticks[1] - ticks[0] : 0;
}

int ticksIn(double length, double each) { return std::max(2, static_cast<int>(length / each)); }

}  // namespace

QFont plotFont() {
  QFont font = uiFont();
  font.setPixelSize(11);
  return font;
}

QRectF plotAreaOf(QSize size, const Axis& y, bool hasXLabel, bool hasYLabel) {
  const QFontMetricsF metrics(plotFont());
  const double bottom = hasXLabel ? 40 : 24, top = hasYLabel ? 26 : 12;
  const auto ticks = y.ticks(ticksIn(size.height() - bottom - top, 44));
  double left = 24;
  for (const double tick : ticks) left = std::max(left, metrics.horizontalAdvance(numberText(tick, stepOf(y, ticks))));
  left = std::ceil(left) + 16;
  return {left, top, std::max(10.0, size.width() - left - 14), std::max(10.0, size.height() - top - bottom)};
}

void paintFrame(QPainter& painter, const QRectF& area, const Axis& x, const Axis& y, const QString& xLabel,
                const QString& yLabel) {
  painter.setFont(plotFont());
  painter.setRenderHint(QPainter::Antialiasing, false);
  const auto across = x.ticks(ticksIn(area.width(), 76)), down = y.ticks(ticksIn(area.height(), 44));
  for (const double tick : across) {
    const double at = area.left() + x.place(tick) * area.width();
    painter.setPen(QPen(theme().gridMajor, 1));
    painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()));
    painter.setPen(theme().dimText);
    painter.drawText(QRectF(at - 60, area.bottom() + 4, 120, 16), Qt::AlignHCenter | Qt::AlignTop,
                     numberText(tick, stepOf(x, across)));
  }
  for (const double tick : down) {
    const double at = area.bottom() - y.place(tick) * area.height();
    painter.setPen(QPen(theme().gridMajor, 1));
    painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at));
    painter.setPen(theme().dimText);
    painter.drawText(QRectF(0, at - 8, area.left() - 7, 16), Qt::AlignRight | Qt::AlignVCenter,
                     numberText(tick, stepOf(y, down)));
  }
  painter.setPen(QPen(theme().border, 1));
  painter.drawLine(area.bottomLeft(), area.bottomRight());
  painter.drawLine(area.topLeft(), area.bottomLeft());
  painter.setPen(theme().dimText);
  painter.drawText(QRectF(area.left(), area.bottom() + 20, area.width(), 16), Qt::AlignCenter, xLabel);
  painter.drawText(QRectF(8, 4, area.width(), 16), Qt::AlignLeft | Qt::AlignVCenter, yLabel);
}

void paintCard(QPainter& painter, const QRectF& area, QPointF at, const QStringList& lines,
               const QList<QColor>& swatches) {
  painter.setFont(plotFont());
  painter.setRenderHint(QPainter::Antialiasing);
  constexpr int line = 17, inset = 8;
  double widest = 0;
  for (const QString& text : lines) widest = std::max(widest, painter.fontMetrics().horizontalAdvance(text) * 1.0);
  const bool marked = std::any_of(swatches.begin(), swatches.end(), [](const QColor& c) { return c.isValid(); });
  QRectF card(0, 0, widest + 2 * inset + (marked ? 14 : 0), static_cast<double>(lines.size()) * line + inset);
  const bool leftwards = at.x() + 14 + card.width() > area.right();
  card.moveLeft(std::max(area.left(), leftwards ? at.x() - 14 - card.width() : at.x() + 14));
  card.moveTop(std::clamp(at.y() - card.height() / 2, area.top(), std::max(area.top(), area.bottom() - card.height())));
  QColor ground = theme().panel;
  ground.setAlpha(235);
  painter.setPen(QPen(theme().border, 1));
  painter.setBrush(ground);
  painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
  double top = card.top() + inset / 2;
  for (qsizetype i = 0; i < lines.size(); ++i, top += line) {
    const QColor swatch = swatches.value(i);
    if (swatch.isValid()) {
      painter.setPen(Qt::NoPen);
      painter.setBrush(swatch);
      painter.drawEllipse(QPointF(card.left() + inset + 4, top + line / 2.0), 3.5, 3.5);
    }
    painter.setPen(swatch.isValid() || i > 0 ? theme().text : theme().dimText);
    painter.drawText(QRectF(card.left() + inset + (marked ? 14 : 0), top, widest + 2, line), Qt::AlignVCenter,
                     lines[i]);
  }
}

}  // namespace weft::editor
