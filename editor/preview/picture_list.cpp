#include "preview/picture_list.h"

#include <functional>

#include <QPainter>

#include "theme/theme.h"

namespace weft::editor {
namespace {

// In the middle of a square, sharp where it is small.
QIcon iconOf(const QImage& picture, int side, double dpr) {
  QPixmap pixmap(QSize(side, side) * dpr);
  pixmap.fill(theme().field);
  if (!picture.isNull()) {
    const bool shrinks = picture.width() > pixmap.width() || picture.height() > pixmap.height();
    const QImage scaled =
        picture.scaled(pixmap.size(), Qt::KeepAspectRatio, shrinks ? Qt::SmoothTransformation : Qt::FastTransformation);
    QPainter painter(&pixmap);
    painter.drawImage((pixmap.width() - scaled.width()) / 2, (pixmap.height() - scaled.height()) / 2, scaled);
  }
  pixmap.setDevicePixelRatio(dpr);
  QIcon icon;
  for (const QIcon::Mode mode : {QIcon::Normal, QIcon::Selected}) icon.addPixmap(pixmap, mode);  // no tint
  return icon;
}

}  // namespace

PictureList::PictureList(Form form, int side, const QString& name, QWidget* parent)
    : QListWidget(parent), m_side(side) {
  setAccessibleName(name);
  setViewMode(QListView::IconMode);
  setMovement(QListView::Static);
  setResizeMode(QListView::Adjust);
  setUniformItemSizes(true);
  setIconSize({side, side});
  setSpacing(4);
  setWordWrap(false);
  setTextElideMode(Qt::ElideRight);
  setFrameShape(QFrame::NoFrame);
  if (form == Form::Strip) {
    setFlow(QListView::LeftToRight);
    setWrapping(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFixedHeight(side + 46);
  }
  connect(this, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) { emit opened(row(item)); });
  connect(this, &QListWidget::itemActivated, this, [this](QListWidgetItem* item) { emit opened(row(item)); });
}

QListWidgetItem* PictureList::makeItem(const QString& label) {
  auto* item = new QListWidgetItem(label, this);
  item->setSizeHint({m_side + 12, m_side + (label.isEmpty() ? 12 : 28)});
  item->setTextAlignment(Qt::AlignHCenter | Qt::AlignBottom);
  item->setToolTip(label);
  return item;
}

void PictureList::setCount(int count, const std::function<QString(int)>& label) {
  clear();
  for (int i = 0; i < count; ++i) makeItem(label(i))->setIcon(iconOf({}, m_side, devicePixelRatioF()));
}

void PictureList::setPicture(int place, const QImage& picture) {
  if (QListWidgetItem* found = item(place)) found->setIcon(iconOf(picture, m_side, devicePixelRatioF()));
}

void PictureList::append(const QImage& picture, const QString& label) {
  makeItem(label)->setIcon(iconOf(picture, m_side, devicePixelRatioF()));
}

}  // namespace weft::editor
