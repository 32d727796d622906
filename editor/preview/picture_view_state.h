// What PictureView holds, and where things lie in it.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include <QTimer>

#include "preview/picture_pyramid.h"
#include "preview/picture_strip.h"
#include "preview/picture_view.h"

namespace weft::editor {

struct PictureView::State {
  explicit State(PictureView& view) : view(view), strip(new PictureStrip(&view)) {}

  PictureView& view;
  PictureStrip* strip;
  PicturePyramid picture, compared;
  QString label, comparedLabel, message = "No picture";
  PictureLooks looks;
  Comparison comparison = Comparison::Wipe;
  double wipe = 0.5;
  double zoom = 1;
  bool fitted = true;
  QPointF centre;  // the point of the picture in the middle of the view
  QTimer blink;
  bool showsOther = false;  // by blinking
  bool peeks = false;       // Space is held
  enum class Drag { None, Pan, Wipe } drag = Drag::None;
  QPointF dragged;  // where the drag was last
  std::optional<QPointF> pointer;

  bool compares() const { return !compared.picture().isNull() && !picture.picture().isNull(); }
  bool isSplit() const { return compares() && comparison == Comparison::SideBySide && !peeks; }
  QSize size() const { return picture.picture().size(); }
  double scale() const { return zoom / view.devicePixelRatioF(); }  // logical pixels of the screen for one of it

  QRect area() const { return view.rect().adjusted(0, 0, 0, -strip->height()); }
  // Where a picture is shown: the area, or its left or right half.
  QRect pane(bool right = false) const {
    const QRect whole = area();
    if (!isSplit()) return whole;
    const int half = whole.width() / 2;
    return right ? whole.adjusted(half + 1, 0, 0, 0) : QRect(whole.topLeft(), QSize(half, whole.height()));
  }
  QRect paneAt(QPointF at) const {
    const QRect right = pane(true);
    return isSplit() && at.x() >= right.left() ? right : pane();
  }
  // Where the picture's corner lies: on a pixel of the screen, so that 100 % is the picture itself.
  QPointF corner(const QRect& pane) const {
    const double dpr = view.devicePixelRatioF();
    const QPointF exact = (QRectF(pane).center() - centre * scale()) * dpr;
    return QPointF(std::round(exact.x()), std::round(exact.y())) / dpr;
  }
  double wipeX() const { return area().width() * wipe; }
  bool onWipe(QPointF at) const {
    return compares() && comparison == Comparison::Wipe && std::abs(at.x() - wipeX()) <= 6 &&
           area().contains(at.toPoint());
  }

  void paintOver(QPainter& painter, const QRectF& shown) const;  // `shown`: where the picture lies

  // Some of the picture always stays in sight.
  void keepInSight() {
    const QSizeF half = QSizeF(pane().size()) / scale() / 2;
    const double margin = 32 / scale();
    const auto bounded = [&](double at, double reach, double length) {
      const double least = std::min(-reach + margin, 0.0), most = std::max(length + reach - margin, length);
      return std::clamp(at, least, most);
    };
    centre = {bounded(centre.x(), half.width(), size().width()), bounded(centre.y(), half.height(), size().height())};
  }
};

}  // namespace weft::editor
