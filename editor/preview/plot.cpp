#include "preview/plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include <QMouseEvent>
#include <QPainterPath>

#include "preview/plot_paint.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

bool isThere(const Axis& x, const Axis& y, QPointF point) {
  return std::isfinite(point.x()) && std::isfinite(point.y()) && (!x.logarithmic || point.x() > 0) &&
         (!y.logarithmic || point.y() > 0);
}

// The nearest point of a series along x; nullopt where it is further away than `reach`.
std::optional<QPointF> nearest(const PlotSeries& series, double x, double reach) {
  const auto& points = series.points;
  const auto behind =
      std::lower_bound(points.begin(), points.end(), x, [](QPointF p, double at) { return p.x() < at; });
  std::optional<QPointF> found;
  for (auto it = behind == points.begin() ? behind : behind - 1; it != points.end() && it <= behind; ++it) {
    if (std::abs(it->x() - x) <= reach && (!found || std::abs(it->x() - x) < std::abs(found->x() - x))) found = *it;
  }
  return found;
}

}  // namespace

struct PlotView::State {
  QList<PlotSeries> series;
  QString xLabel, yLabel, message = "Nothing to plot";
  Axis x, y;
  bool fitted = true;
  std::optional<QPointF> pointer, dragged;

  bool isEmpty() const {
    return std::none_of(series.begin(), series.end(), [](const auto& one) { return !one.points.isEmpty(); });
  }
  QPointF place(const QRectF& area, QPointF value) const {
    return {area.left() + x.place(value.x()) * area.width(), area.bottom() - y.place(value.y()) * area.height()};
  }
  void fit() {
    fitted = true;
    constexpr double none = std::numeric_limits<double>::infinity();
    QPointF least(none, none), most(-none, -none);
    for (const PlotSeries& one : series) {
      for (const QPointF& point : one.points) {
        if (!isThere(x, y, point)) continue;
        least = {std::min(least.x(), point.x()), std::min(least.y(), point.y())};
        most = {std::max(most.x(), point.x()), std::max(most.y(), point.y())};
      }
    }
    x = axisFor(least.x(), most.x(), x.logarithmic);
    y = axisFor(least.y(), most.y(), y.logarithmic);
  }
  // Where many points share a column of the screen, the least and the most of them tell what the others would.
  QPainterPath path(const PlotSeries& one, const QRectF& area) const {
    QPainterPath path;
    bool drawing = false;
    double column = std::numeric_limits<double>::quiet_NaN(), least = 0, most = 0;
    const auto to = [&](QPointF point) {
      drawing ? path.lineTo(point) : path.moveTo(point);
      drawing = true;
    };
    const auto flush = [&] {
      if (std::isnan(column)) return;
      to({column, most});
      if (least != most) to({column, least});
      column = std::numeric_limits<double>::quiet_NaN();
    };
    const bool dense = static_cast<double>(one.points.size()) > 4 * area.width();
    for (const QPointF& value : one.points) {
      if (!isThere(x, y, value)) {
        flush();
        drawing = false;
        continue;
      }
      QPointF at = place(area, value);
      at.setY(std::clamp(at.y(), -1e5, 1e5));
      at.setX(std::clamp(at.x(), -1e5, 1e5));
      if (!dense) {
        to(at);
      } else if (std::round(at.x()) == column) {
        least = std::min(least, at.y());
        most = std::max(most, at.y());
      } else {
        flush();
        column = std::round(at.x());
        least = most = at.y();
      }
    }
    flush();
    return path;
  }
  QString text(const PlotSeries& one, QPointF point) const {
    const QString name = one.name.isEmpty() || series.size() == 1 ? QString() : one.name + "  ";
    return name + numberText(point.y());
  }
  QList<std::pair<qsizetype, QPointF>> below(QPointF at, const QRectF& area) const {
    QList<std::pair<qsizetype, QPointF>> found;
    if (!area.contains(at)) return found;
    const double value = x.value((at.x() - area.left()) / area.width());
    const double reach = x.value((at.x() + 24 - area.left()) / area.width()) - value;
    for (qsizetype i = 0; i < series.size(); ++i) {
      if (const auto point = nearest(series[i], value, reach); point && isThere(x, y, *point))
        found.append({i, *point});
    }
    return found;
  }
  QString head(const QList<std::pair<qsizetype, QPointF>>& found) const {
    return (xLabel.isEmpty() ? "x" : xLabel) + " " + numberText(found.front().second.x());
  }
};

PlotView::PlotView(QWidget* parent) : QWidget(parent), m_state(std::make_unique<State>()) {
  setObjectName("plot");
  setAccessibleName("Plot");
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setMinimumSize(160, 100);
  setAttribute(Qt::WA_OpaquePaintEvent);
  connect(&themeEvents(), &ThemeEvents::changed, this, qOverload<>(&QWidget::update));
}

PlotView::~PlotView() = default;

const QList<PlotSeries>& PlotView::series() const { return m_state->series; }
bool PlotView::isLogarithmic(Qt::Orientation axis) const {
  return axis == Qt::Horizontal ? m_state->x.logarithmic : m_state->y.logarithmic;
}

void PlotView::setSeries(const QList<PlotSeries>& series) {
  m_state->series = series;
  if (m_state->fitted) m_state->fit();
  update();
}

void PlotView::setLabels(const QString& x, const QString& y) {
  m_state->xLabel = x;
  m_state->yLabel = y;
  update();
}

void PlotView::setMessage(const QString& text) {
  m_state->message = text;
  update();
}

void PlotView::setLogarithmic(Qt::Orientation axis, bool logarithmic) {
  (axis == Qt::Horizontal ? m_state->x : m_state->y).logarithmic = logarithmic;
  fit();
  emit axesChanged();
}

void PlotView::fit() {
  m_state->fit();
  update();
}

QRectF PlotView::plotArea() const {
  return plotAreaOf(size(), m_state->y, !m_state->xLabel.isEmpty(), !m_state->yLabel.isEmpty());
}
QPointF PlotView::fromPlot(QPointF value) const { return m_state->place(plotArea(), value); }
QPointF PlotView::toPlot(QPointF at) const {
  const QRectF area = plotArea();
  return {m_state->x.value((at.x() - area.left()) / area.width()),
          m_state->y.value((area.bottom() - at.y()) / area.height())};
}

QString PlotView::hoverText() const {
  if (!m_state->pointer) return {};
  const auto found = m_state->below(*m_state->pointer, plotArea());
  if (found.isEmpty()) return {};
  QStringList lines{m_state->head(found)};
  for (const auto& [index, point] : found) lines << m_state->text(m_state->series[index], point);
  return lines.join('\n');
}

void PlotView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  State& state = *m_state;
  painter.fillRect(rect(), theme().panel);
  if (state.isEmpty()) {
    painter.setPen(theme().dimText);
    painter.setFont(uiFont());
    painter.drawText(rect().adjusted(24, 0, -24, 0), Qt::AlignCenter | Qt::TextWordWrap, state.message);
    return;
  }
  const QRectF area = plotArea();
  paintFrame(painter, area, state.x, state.y, state.xLabel, state.yLabel);
  painter.save();
  painter.setClipRect(area.adjusted(0, -2, 2, 1));
  painter.setRenderHint(QPainter::Antialiasing);
  QStringList names;
  QList<QColor> colours;
  for (qsizetype i = 0; i < state.series.size(); ++i) {
    const PlotSeries& one = state.series[i];
    const QColor colour = seriesColour(i);
    painter.setPen(QPen(colour, 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(state.path(one, area));
    if (one.dots || one.points.size() == 1) {
      painter.setPen(Qt::NoPen);
      painter.setBrush(colour);
      for (const QPointF& point : one.points) {
        if (isThere(state.x, state.y, point)) painter.drawEllipse(state.place(area, point), 3, 3);
      }
    }
    names << one.name;
    colours << colour;
  }
  const auto found =
      state.pointer && !state.dragged ? state.below(*state.pointer, area) : QList<std::pair<qsizetype, QPointF>>();
  if (state.series.size() > 1) paintCard(painter, area, {area.right(), area.top()}, names, colours);
  if (!found.isEmpty()) {
    const double x = state.place(area, found.front().second).x();
    painter.setPen(QPen(theme().dimText, 1, Qt::DotLine));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    QStringList lines{state.head(found)};
    QList<QColor> swatches{QColor()};
    for (const auto& [index, point] : found) {
      painter.setPen(QPen(theme().panel, 1.5));
      painter.setBrush(seriesColour(index));
      painter.drawEllipse(state.place(area, point), 4.5, 4.5);
      lines << state.text(state.series[index], point);
      swatches << seriesColour(index);
    }
    paintCard(painter, area, {x, state.pointer->y()}, lines, swatches);
  }
  painter.restore();
  if (hasFocus()) {
    painter.setPen(QPen(theme().accent, 1));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
  }
}

void PlotView::resizeEvent(QResizeEvent*) { update(); }

void PlotView::zoomAt(QPointF at, double across, double down) {
  const QRectF area = plotArea();
  const auto zoom = [](Axis& axis, double place, double factor) {
    const double least = axis.value(place - place / factor), most = axis.value(place + (1 - place) / factor);
    const bool fine = std::isfinite(least) && std::isfinite(most) &&
                      most - least > 1e-12 * std::max(std::abs(least), std::abs(most)) && most - least < 1e300;
    if (fine && (!axis.logarithmic || least > 0)) axis = {least, most, axis.logarithmic};
  };
  zoom(m_state->x, (at.x() - area.left()) / area.width(), across);
  zoom(m_state->y, (area.bottom() - at.y()) / area.height(), down);
  m_state->fitted = false;
  update();
}

void PlotView::pan(QPointF by) {
  const auto move = [](Axis& axis, double share) {
    const double least = axis.value(share), most = axis.value(1 + share);
    if (std::isfinite(least) && std::isfinite(most) && least < most && (!axis.logarithmic || least > 0))
      axis = {least, most, axis.logarithmic};
  };
  move(m_state->x, by.x());
  move(m_state->y, by.y());
  m_state->fitted = false;
  update();
}

void PlotView::wheelEvent(QWheelEvent* event) {
  const bool alongX = event->modifiers() & Qt::ShiftModifier;
  const int steps = event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
  const double factor = std::exp2(steps / 360.0);
  zoomAt(event->position(), factor, alongX ? 1 : factor);
  event->accept();
}

void PlotView::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton) m_state->dragged = event->position();
}

void PlotView::mouseMoveEvent(QMouseEvent* event) {
  if (m_state->dragged) {
    const QPointF by = *m_state->dragged - event->position();
    pan({by.x() / plotArea().width(), -by.y() / plotArea().height()});
    m_state->dragged = event->position();
  }
  m_state->pointer = event->position();
  setAccessibleDescription(hoverText());
  update();
}

void PlotView::mouseReleaseEvent(QMouseEvent*) {
  m_state->dragged.reset();
  update();
}

void PlotView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) fit();
}

void PlotView::leaveEvent(QEvent*) {
  m_state->pointer.reset();
  update();
}

bool PlotView::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    const auto& key = *static_cast<QKeyEvent*>(event);
    constexpr std::array own{Qt::Key_F,     Qt::Key_X,    Qt::Key_Y,     Qt::Key_Plus, Qt::Key_Equal,
                             Qt::Key_Minus, Qt::Key_Left, Qt::Key_Right, Qt::Key_Up,   Qt::Key_Down};
    if ((key.modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier)) == Qt::NoModifier &&
        std::find(own.begin(), own.end(), key.key()) != own.end()) {
      event->accept();
      return true;
    }
  }
  return QWidget::event(event);
}

void PlotView::keyPressEvent(QKeyEvent* event) {
  constexpr double share = 0.1, factor = 1.25;
  if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) return QWidget::keyPressEvent(event);
  switch (event->key()) {
    case Qt::Key_F:
      return fit();
    case Qt::Key_X:
      return setLogarithmic(Qt::Horizontal, !isLogarithmic(Qt::Horizontal));
    case Qt::Key_Y:
      return setLogarithmic(Qt::Vertical, !isLogarithmic(Qt::Vertical));
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return zoomAt(plotArea().center(), factor, factor);
    case Qt::Key_Minus:
      return zoomAt(plotArea().center(), 1 / factor, 1 / factor);
    case Qt::Key_Left:
      return pan({-share, 0});
    case Qt::Key_Right:
      return pan({share, 0});
    case Qt::Key_Up:
      return pan({0, share});
    case Qt::Key_Down:
      return pan({0, -share});
    default:
      QWidget::keyPressEvent(event);
  }
}

}  // namespace weft::editor
