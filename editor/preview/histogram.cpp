#include "preview/histogram.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <QLocale>
#include <QMouseEvent>

#include "preview/plot_paint.h"
#include "theme/theme.h"

namespace weft::editor {

HistogramView::HistogramView(QWidget* parent) : QWidget(parent) {
  setObjectName("histogram");
  setAccessibleName("Histogram");
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setMinimumSize(120, 80);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setToolTip("Y: logarithmic counts");
  connect(&themeEvents(), &ThemeEvents::changed, this, qOverload<>(&QWidget::update));
}

void HistogramView::setHistogram(const QList<double>& counts, double least, double most) {
  m_counts = counts;
  m_least = least;
  m_most = most;
  m_total = std::accumulate(counts.begin(), counts.end(), 0.0);
  m_highest = counts.isEmpty() ? 0 : *std::max_element(counts.begin(), counts.end());
  update();
}

void HistogramView::setLogarithmic(bool logarithmic) {
  m_logarithmic = logarithmic;
  update();
}

QRectF HistogramView::area() const { return QRectF(rect()).adjusted(10, 10, -10, -24); }

double HistogramView::heightOf(double count) const {
  if (count <= 0 || m_highest <= 0) return 0;
  return m_logarithmic ? std::log1p(count) / std::log1p(m_highest) : count / m_highest;
}

QRectF HistogramView::barRect(qsizetype bin) const {
  const QRectF all = area();
  const double width = all.width() / static_cast<double>(std::max<qsizetype>(1, m_counts.size()));
  const double height = heightOf(m_counts.value(bin)) * all.height();
  return {all.left() + static_cast<double>(bin) * width, all.bottom() - height, width, height};
}

std::optional<qsizetype> HistogramView::binAt(QPointF at) const {
  const QRectF all = area();
  if (m_counts.isEmpty() || at.x() < all.left() || at.x() >= all.right()) return {};
  const double share = (at.x() - all.left()) / all.width();
  return std::min(m_counts.size() - 1, static_cast<qsizetype>(share * static_cast<double>(m_counts.size())));
}

QString HistogramView::hoverText() const {
  const auto bin = m_pointer ? binAt(*m_pointer) : std::nullopt;
  if (!bin) return {};
  const double width = (m_most - m_least) / static_cast<double>(m_counts.size());
  const double from = m_least + width * static_cast<double>(*bin);
  const QString count = QLocale(QLocale::English).toString(m_counts[*bin], 'f', 0);
  const double share = m_total > 0 ? 100 * m_counts[*bin] / m_total : 0;
  return QString("%1 to %2\n%3  (%4 %)")
      .arg(numberText(from, width / 10), numberText(from + width, width / 10), count)
      .arg(share, 0, 'g', 3);
}

void HistogramView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), theme().field);
  painter.setFont(plotFont());
  if (m_highest <= 0) {
    painter.setPen(theme().dimText);
    painter.drawText(rect(), Qt::AlignCenter, "No finite values");
    return;
  }
  const auto hovered = m_pointer ? binAt(*m_pointer) : std::nullopt;
  for (qsizetype i = 0; i < m_counts.size(); ++i) {
    QRectF bar = barRect(i);
    if (m_counts[i] > 0) bar.setTop(std::min(bar.top(), bar.bottom() - 1));  // rare, not absent
    painter.fillRect(bar, hovered == i ? theme().text : theme().accent);
  }
  const QRectF all = area();
  painter.setPen(QPen(theme().border, 1));
  painter.drawLine(all.bottomLeft(), all.bottomRight());
  if (m_least < 0 && m_most > 0) {
    const double zero = all.left() + all.width() * -m_least / (m_most - m_least);
    painter.setPen(QPen(theme().dimText, 1, Qt::DotLine));
    painter.drawLine(QPointF(zero, all.top()), QPointF(zero, all.bottom()));
  }
  painter.setPen(theme().dimText);
  const QRectF below(all.left(), all.bottom() + 4, all.width(), 16);
  painter.drawText(below, Qt::AlignLeft, numberText(m_least));
  painter.drawText(below, Qt::AlignRight, numberText(m_most));
  if (m_logarithmic) painter.drawText(below, Qt::AlignHCenter, "logarithmic");
  if (hovered) paintCard(painter, all, {barRect(*hovered).center().x(), m_pointer->y()}, hoverText().split('\n'), {});
  if (hasFocus()) {
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().accent, 1));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
  }
}

void HistogramView::mouseMoveEvent(QMouseEvent* event) {
  m_pointer = event->position();
  setAccessibleDescription(hoverText());
  update();
}

void HistogramView::leaveEvent(QEvent*) {
  m_pointer.reset();
  update();
}

bool HistogramView::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    const auto& key = *static_cast<QKeyEvent*>(event);
    if (key.key() == Qt::Key_Y && key.modifiers() == Qt::NoModifier) {
      event->accept();
      return true;
    }
  }
  return QWidget::event(event);
}

void HistogramView::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Y && event->modifiers() == Qt::NoModifier) {
    setLogarithmic(!m_logarithmic);
  } else {
    QWidget::keyPressEvent(event);
  }
}

}  // namespace weft::editor
