#include "preview/picture_view.h"

#include <algorithm>
#include <cmath>

#include <QPainter>

#include "preview/picture_view_state.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr int fitMargin = 12;

// What lies in `area` of the widget, in the pixels of the screen.
QImage sampled(PicturePyramid& source, const QRectF& area, const PictureView& view, QSizeF shownAs) {
  const double dpr = view.devicePixelRatioF();
  const QPointF from = view.toPicture(area.topLeft()), to = view.toPicture(area.bottomRight());
  const QSize size(static_cast<int>(std::lround(area.width() * dpr)),
                   static_cast<int>(std::lround(area.height() * dpr)));
  const QSizeF own = source.picture().size();
  const double across = own.width() / shownAs.width(), down = own.height() / shownAs.height();
  const QPointF step((to.x() - from.x()) * across / size.width(), (to.y() - from.y()) * down / size.height());
  QImage image = source.sample({from.x() * across, from.y() * down}, step, size);
  image.setDevicePixelRatio(dpr);
  return image;
}

void paintChecks(QPainter& painter, const QRectF& area) {
  constexpr int side = 8;
  painter.fillRect(area, theme().field);
  for (int y = 0; y * side < area.height(); ++y) {
    for (int x = y % 2; x * side < area.width(); x += 2) {
      painter.fillRect(QRectF(area.left() + x * side, area.top() + y * side, side, side) & area, theme().border);
    }
  }
}

}  // namespace

PictureView::PictureView(QWidget* parent) : QWidget(parent), m_state(std::make_unique<State>(*this)) {
  setObjectName("pictureView");
  setAccessibleName("Picture");
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAcceptDrops(true);
  setMinimumSize(160, 120);
  setAttribute(Qt::WA_OpaquePaintEvent);
  m_state->blink.setInterval(600);
  connect(&m_state->blink, &QTimer::timeout, this, [this] {
    m_state->showsOther = !m_state->showsOther;
    update();
  });
  connect(&themeEvents(), &ThemeEvents::changed, this, qOverload<>(&QWidget::update));
  refresh();
}

PictureView::~PictureView() = default;

const QImage& PictureView::picture() const { return m_state->picture.picture(); }
const QImage& PictureView::compared() const { return m_state->compared.picture(); }
double PictureView::zoom() const { return m_state->zoom; }
bool PictureView::isFitted() const { return m_state->fitted; }
const PictureLooks& PictureView::looks() const { return m_state->looks; }
Comparison PictureView::comparison() const { return m_state->comparison; }
double PictureView::wipe() const { return m_state->wipe; }
QString PictureView::statusText() const { return m_state->strip->text(); }

void PictureView::setPicture(const QImage& picture) {
  const QSize before = m_state->size();
  m_state->picture = PicturePyramid(picture);
  if (before != m_state->size() || m_state->fitted) fit();
  refresh();
}

void PictureView::setCompared(const QImage& picture) {
  m_state->compared = PicturePyramid(picture);
  setComparison(m_state->comparison);
}

void PictureView::setLabels(const QString& picture, const QString& compared) {
  m_state->label = picture;
  m_state->comparedLabel = compared;
  update();
}

void PictureView::setMessage(const QString& text) {
  m_state->message = text;
  update();
}

void PictureView::fit() {
  m_state->fitted = true;
  const QSizeF size = m_state->size();
  m_state->centre = {size.width() / 2, size.height() / 2};
  if (!size.isEmpty()) {
    const QSizeF room = QSizeF(m_state->pane().size()) - QSizeF(2 * fitMargin, 2 * fitMargin);
    const double scale = std::min(room.width() / size.width(), room.height() / size.height());
    m_state->zoom = std::clamp(scale * devicePixelRatioF(), leastZoom, mostZoom);
  }
  emit zoomChanged(m_state->zoom);
  refresh();
}

void PictureView::setZoom(double zoom) { zoomAt(QRectF(m_state->pane()).center(), zoom); }

void PictureView::zoomAt(QPointF fixed, double zoom) {
  const double before = m_state->scale();
  const QPointF pixel = m_state->centre + (fixed - QRectF(m_state->paneAt(fixed)).center()) / before;
  m_state->zoom = std::clamp(zoom, leastZoom, mostZoom);
  m_state->fitted = false;
  m_state->centre = pixel + (m_state->centre - pixel) * (before / m_state->scale());
  m_state->keepInSight();
  emit zoomChanged(m_state->zoom);
  refresh();
}

QPointF PictureView::toPicture(QPointF at) const {
  return (at - m_state->corner(m_state->paneAt(at))) / m_state->scale();
}

QPointF PictureView::fromPicture(QPointF pixel) const {
  return m_state->corner(m_state->pane()) + pixel * m_state->scale();
}

void PictureView::setLooks(const PictureLooks& looks) {
  m_state->looks = looks;
  emit looksChanged();
  refresh();
}

void PictureView::setComparison(Comparison comparison) {
  m_state->comparison = comparison;
  m_state->showsOther = false;
  const bool blinks = m_state->compares() && comparison == Comparison::Blink;
  blinks ? m_state->blink.start() : m_state->blink.stop();
  if (m_state->fitted) fit();
  emit looksChanged();
  refresh();
}

void PictureView::setWipe(double share) {
  m_state->wipe = std::clamp(share, 0.0, 1.0);
  update();
}

// What the strip says, after anything that it depends on.
void PictureView::refresh() {
  QStringList parts;
  if (!picture().isNull()) {
    if (m_state->looks.channel != PictureChannel::Colour) parts << channelName(m_state->looks.channel);
    if (m_state->looks.stops != 0) parts << stopsText(m_state->looks.stops);
    parts << QString("%1 × %2").arg(picture().width()).arg(picture().height());
    parts << QString("%1 %").arg(zoom() * 100, 0, 'f', zoom() < 0.995 ? 1 : 0).replace(".0 ", " ");
  }
  m_state->strip->setLooks(parts.join("  ·  "));
  if (m_state->pointer) hover(*m_state->pointer);
  update();
}

void PictureView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  State& state = *m_state;
  painter.fillRect(rect(), theme().canvas);
  if (picture().isNull()) {
    painter.setPen(theme().dimText);
    painter.setFont(uiFont());
    painter.drawText(state.area().adjusted(24, 0, -24, 0), Qt::AlignCenter | Qt::TextWordWrap, state.message);
    return;
  }
  const auto place = [&](const QRect& pane) {
    const double dpr = devicePixelRatioF();
    const QRectF shown = QRectF(state.corner(pane), QSizeF(state.size()) * state.scale()) & QRectF(pane);
    return QRectF(QPointF(std::round(shown.left() * dpr), std::round(shown.top() * dpr)) / dpr,
                  QPointF(std::round(shown.right() * dpr), std::round(shown.bottom() * dpr)) / dpr);
  };
  const auto paint = [&](QImage image, const QRectF& area) {
    applyLooks(image, state.looks);
    if (state.picture.hasAlpha() || state.compared.hasAlpha()) paintChecks(painter, area);
    painter.drawImage(area.topLeft(), image);
  };
  const QRectF area = place(state.pane());
  const auto own = [&](const QRectF& part) { return sampled(state.picture, part, *this, state.size()); };
  const auto other = [&](const QRectF& part) { return sampled(state.compared, part, *this, state.size()); };
  if (!state.compares()) {
    if (!area.isEmpty()) paint(own(area), area);
  } else if (state.peeks || (state.comparison == Comparison::Blink && state.showsOther)) {
    paint(other(area), area);
  } else if (state.comparison == Comparison::Blink) {
    paint(own(area), area);
  } else if (state.comparison == Comparison::Difference) {
    paint(differenceOf(own(area), other(area)), area);
  } else if (state.comparison == Comparison::SideBySide) {
    paint(own(area), area);
    const QRectF right = place(state.pane(true));
    paint(other(right), right);
    painter.fillRect(QRectF(state.pane(true).left() - 1, 0, 1, state.area().height()), theme().border);
  } else {
    const double x = std::round(state.wipeX() * devicePixelRatioF()) / devicePixelRatioF();
    const QRectF left = area & QRectF(0, 0, x, height()), right = area & QRectF(x, 0, width() - x, height());
    if (!left.isEmpty()) paint(own(left), left);
    if (!right.isEmpty()) paint(other(right), right);
  }
  state.paintOver(painter, area);
}

}  // namespace weft::editor
