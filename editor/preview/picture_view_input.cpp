// What a person does to a PictureView.
#include <algorithm>
#include <array>
#include <cmath>

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QPainter>

#include "preview/picture_file.h"
#include "preview/picture_view_state.h"

namespace weft::editor {
namespace {

constexpr double keyZoom = 1.25;
constexpr double keyStops = 0.25, mostStops = 12;

struct ChannelKey {
  Qt::Key key;
  PictureChannel channel;
};
constexpr std::array channelKeys{
    ChannelKey{Qt::Key_C, PictureChannel::Colour}, ChannelKey{Qt::Key_R, PictureChannel::Red},
    ChannelKey{Qt::Key_G, PictureChannel::Green},  ChannelKey{Qt::Key_B, PictureChannel::Blue},
    ChannelKey{Qt::Key_A, PictureChannel::Alpha},  ChannelKey{Qt::Key_L, PictureChannel::Luminance},
};

struct ComparisonKey {
  Qt::Key key;
  Comparison comparison;
  const char* name;
};
constexpr std::array comparisonKeys{
    ComparisonKey{Qt::Key_W, Comparison::Wipe, "Wipe"},
    ComparisonKey{Qt::Key_S, Comparison::SideBySide, "Side by side"},
    ComparisonKey{Qt::Key_D, Comparison::Difference, "Difference"},
    ComparisonKey{Qt::Key_K, Comparison::Blink, "Blink"},
};

QString valuesText(const QImage& picture, QPoint at, bool withAlpha) {
  const QColor colour = picture.pixelColor(at);
  QString text = QString("R %1  G %2  B %3").arg(colour.red()).arg(colour.green()).arg(colour.blue());
  if (withAlpha) text += QString("  A %1").arg(colour.alpha());
  return text;
}

// What the keys of the view would otherwise do in the window.
bool isOwnKey(const QKeyEvent& event) {
  const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
  if (event.matches(QKeySequence::Copy)) return true;
  if (modifiers == (Qt::ControlModifier | Qt::ShiftModifier)) return event.key() == Qt::Key_S;
  if (modifiers == Qt::ShiftModifier)
    return event.key() == Qt::Key_Left || event.key() == Qt::Key_Right || event.key() == Qt::Key_Plus;
  constexpr std::array more{Qt::Key_F,
                            Qt::Key_1,
                            Qt::Key_0,
                            Qt::Key_Plus,
                            Qt::Key_Minus,
                            Qt::Key_Equal,
                            Qt::Key_Left,
                            Qt::Key_Right,
                            Qt::Key_Up,
                            Qt::Key_Down,
                            Qt::Key_Space,
                            Qt::Key_BracketLeft,
                            Qt::Key_BracketRight,
                            Qt::Key_PageUp,
                            Qt::Key_PageDown,
                            Qt::Key_Escape};
  const auto is = [&](Qt::Key key) { return event.key() == key; };
  return modifiers == Qt::NoModifier &&
         (std::any_of(more.begin(), more.end(), is) ||
          std::any_of(channelKeys.begin(), channelKeys.end(), [&](const auto& entry) { return is(entry.key); }) ||
          std::any_of(comparisonKeys.begin(), comparisonKeys.end(), [&](const auto& entry) { return is(entry.key); }));
}

}  // namespace

// The view's letters are its own while it has the focus, whatever the window uses them for.
bool PictureView::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride && isOwnKey(*static_cast<QKeyEvent*>(event))) {
    event->accept();
    return true;
  }
  if (event->type() == QEvent::NativeGesture) {
    const auto& gesture = *static_cast<QNativeGestureEvent*>(event);
    if (gesture.gestureType() == Qt::ZoomNativeGesture) zoomAt(gesture.position(), zoom() * (1 + gesture.value()));
    return true;
  }
  return QWidget::event(event);
}

void PictureView::resizeEvent(QResizeEvent*) {
  const int height = m_state->strip->sizeHint().height();
  m_state->strip->setGeometry(0, this->height() - height, width(), height);
  if (m_state->fitted) {
    fit();
  } else {
    m_state->keepInSight();
  }
}

void PictureView::wheelEvent(QWheelEvent* event) {
  if (event->angleDelta().y() != 0) zoomAt(event->position(), zoom() * std::exp2(event->angleDelta().y() / 240.0));
  event->accept();
}

void PictureView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) return;
  const bool wipes = event->button() == Qt::LeftButton && m_state->onWipe(event->position());
  m_state->drag = wipes ? State::Drag::Wipe : State::Drag::Pan;
  m_state->dragged = event->position();
  if (!wipes) setCursor(Qt::ClosedHandCursor);
}

void PictureView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  if (m_state->drag == State::Drag::Wipe) {
    setWipe(at.x() / std::max(1, m_state->area().width()));
  } else if (m_state->drag == State::Drag::Pan) {
    m_state->centre -= (at - m_state->dragged) / m_state->scale();
    m_state->fitted = false;
    m_state->keepInSight();
    m_state->dragged = at;
    update();
  } else {
    setCursor(m_state->onWipe(at) ? Qt::SplitHCursor : Qt::ArrowCursor);
  }
  hover(at);
}

void PictureView::mouseReleaseEvent(QMouseEvent* event) {
  m_state->drag = State::Drag::None;
  setCursor(m_state->onWipe(event->position()) ? Qt::SplitHCursor : Qt::ArrowCursor);
}

void PictureView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  isFitted() ? zoomAt(event->position(), 1) : fit();
}

void PictureView::leaveEvent(QEvent*) {
  m_state->pointer.reset();
  m_state->strip->setPixel({}, {}, {});
}

void PictureView::focusOutEvent(QFocusEvent* event) {
  m_state->peeks = false;
  QWidget::focusOutEvent(event);
}

void PictureView::hover(QPointF at) {
  m_state->pointer = at;
  const QPointF exact = toPicture(at);
  const QPoint pixel(static_cast<int>(std::floor(exact.x())), static_cast<int>(std::floor(exact.y())));
  if (!picture().rect().contains(pixel) || !m_state->area().contains(at.toPoint())) {
    m_state->strip->setPixel({}, {}, {});
    return;
  }
  QString text = QString("x %1  y %2   %3").arg(pixel.x()).arg(pixel.y());
  text = text.arg(valuesText(picture(), pixel, m_state->picture.hasAlpha()));
  QColor other;
  if (m_state->compares()) {
    const QImage& second = compared();
    const QPoint there(pixel.x() * second.width() / picture().width(),
                       pixel.y() * second.height() / picture().height());
    other = second.pixelColor(there);
    text += "   B:  " + valuesText(second, there, m_state->compared.hasAlpha());
  }
  m_state->strip->setPixel(text, picture().pixelColor(pixel), other);
}

void PictureView::keyPressEvent(QKeyEvent* event) {
  if (!isOwnKey(*event)) return QWidget::keyPressEvent(event);
  const bool shift = event->modifiers() & Qt::ShiftModifier;
  const auto pan = [&](double x, double y) {
    m_state->centre += QPointF(x, y) * 64 / m_state->scale();
    m_state->fitted = false;
    m_state->keepInSight();
    refresh();
  };
  for (const auto& [key, channel] : channelKeys) {
    if (event->key() != key || event->modifiers() & Qt::ControlModifier) continue;
    const bool again = looks().channel == channel;
    return setLooks({again ? PictureChannel::Colour : channel, looks().stops});
  }
  if (!(event->modifiers() & Qt::ControlModifier)) {
    for (const auto& entry : comparisonKeys) {
      if (event->key() == entry.key) return setComparison(entry.comparison);
    }
  }
  switch (event->key()) {
    case Qt::Key_C:
      return copyPicture();
    case Qt::Key_S:
      return savePictureAs();
    case Qt::Key_F:
      return fit();
    case Qt::Key_1:
      return setZoom(1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return setZoom(zoom() * keyZoom);
    case Qt::Key_Minus:
      return setZoom(zoom() / keyZoom);
    case Qt::Key_Left:
      return shift ? setWipe(wipe() - 0.01) : pan(-1, 0);
    case Qt::Key_Right:
      return shift ? setWipe(wipe() + 0.01) : pan(1, 0);
    case Qt::Key_Up:
      return pan(0, -1);
    case Qt::Key_Down:
      return pan(0, 1);
    case Qt::Key_0:
      return setLooks({});
    case Qt::Key_BracketLeft:
    case Qt::Key_BracketRight: {
      const double step = event->key() == Qt::Key_BracketLeft ? -keyStops : keyStops;
      return setLooks({looks().channel, std::clamp(looks().stops + step, -mostStops, mostStops)});
    }
    case Qt::Key_Space:
      m_state->peeks = m_state->compares();
      return update();
    case Qt::Key_PageUp:
      return emit stepped(-1);
    case Qt::Key_PageDown:
      return emit stepped(1);
    case Qt::Key_Escape:
      return emit left();
    default:
      break;
  }
}

void PictureView::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
    m_state->peeks = false;
    update();
  }
  QWidget::keyReleaseEvent(event);
}

void PictureView::contextMenuEvent(QContextMenuEvent* event) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->setObjectName("pictureMenu");
  const bool there = !picture().isNull();
  menu->addAction("Copy picture", this, &PictureView::copyPicture)->setEnabled(there);
  menu->addAction("Save picture as…", this, &PictureView::savePictureAs)->setEnabled(there);
  menu->addSeparator();
  menu->addAction("Fit", this, &PictureView::fit);
  menu->addAction("100 %", this, [this] { setZoom(1); });
  menu->addSeparator();
  for (const auto& entry : channelKeys) {
    const PictureChannel channel = entry.channel;
    QAction* action = menu->addAction(channelName(channel), this, [this, channel] {
      setLooks({channel, looks().stops});
    });
    action->setCheckable(true);
    action->setChecked(looks().channel == channel);
  }
  menu->addSeparator();
  for (const auto& entry : comparisonKeys) {
    const Comparison comparison = entry.comparison;
    QAction* action = menu->addAction(entry.name, this, [this, comparison] { setComparison(comparison); });
    action->setCheckable(true);
    action->setChecked(this->comparison() == comparison);
    action->setEnabled(m_state->compares());
  }
  menu->popup(event->globalPos());
}

void PictureView::copyPicture() const {
  if (!picture().isNull()) QGuiApplication::clipboard()->setImage(picture());
}

void PictureView::savePictureAs() {
  if (picture().isNull()) return;
  auto* dialog = new QFileDialog(this, "Save picture", {}, "PNG pictures (*.png)");
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix("png");
  const QImage saved = picture();
  connect(dialog, &QFileDialog::fileSelected, this, [this, saved](const QString& path) {
    const bool done = saved.save(path, "PNG");
    emit message(done ? "Saved " + path : path + " cannot be written", !done);
  });
  dialog->open();
}

void PictureView::dragEnterEvent(QDragEnterEvent* event) {
  const QList<QUrl> urls = event->mimeData()->urls();
  if (urls.size() == 1 && urls.front().isLocalFile() && isPictureName(urls.front().toLocalFile()))
    event->acceptProposedAction();
}

void PictureView::dropEvent(QDropEvent* event) {
  const auto read = readPicture(event->mimeData()->urls().value(0).toLocalFile());
  if (read) {
    emit dropped(*read);
  } else {
    emit message(QString::fromStdString(read.error().message), true);
  }
}

}  // namespace weft::editor
