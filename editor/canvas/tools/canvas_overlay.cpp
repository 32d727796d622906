#include "canvas/tools/canvas_overlay.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QVBoxLayout>

#include "canvas/canvas_view.h"
#include "theme/theme.h"

namespace weft::editor {

CanvasOverlay::CanvasOverlay(CanvasView& view, const QRectF& rect, QSize least)
    : QWidget(view.viewport()), m_view(view), m_rect(rect), m_least(least) {
  for (auto* other : view.viewport()->findChildren<CanvasOverlay*>(Qt::FindDirectChildrenOnly)) {
    if (other == this || other->m_closing) continue;
    emit other->left();
    other->close();
  }
  setObjectName("canvas-overlay");
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  connect(&view, &CanvasView::moved, this, &CanvasOverlay::follow);
  connect(&view, &CanvasView::zoomChanged, this, &CanvasOverlay::follow);
  connect(&view.selection(), &Selection::opened, this, [this] {
    emit left();
    close();
  });
  connect(qApp, &QApplication::focusChanged, this, [this](QWidget* old, QWidget* now) {
    const bool wasHere = old && (old == this || isAncestorOf(old));
    const bool isHere = now && (now == this || isAncestorOf(now) || isAncestorOf(now->window()));
    // Without a widget: a menu of its own is open, or another window has the keyboard.
    if (m_closing || !now || isHere || !wasHere) return;
    emit left();
    close();
  });
  follow();
}

void CanvasOverlay::setContent(QWidget* content) {
  QPalette palette = this->palette();
  palette.setColor(QPalette::Window, theme().nodeField);
  setPalette(palette);
  setAutoFillBackground(true);  // what stands there on the canvas is out of sight
  layout()->addWidget(content);
  setFocusProxy(content);
  follow();
}

bool CanvasOverlay::event(QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    event->accept();
    return true;
  }
  if (event->type() != QEvent::ShortcutOverride) return QWidget::event(event);
  const QKeySequence pressed(static_cast<QKeyEvent*>(event)->keyCombination());
  const QList<QAction*> actions = m_view.actions();
  const bool isCanvas = std::any_of(actions.begin(), actions.end(),
                                    [&](const QAction* action) { return action->shortcuts().contains(pressed); });
  event->setAccepted(isCanvas);
  return isCanvas;
}

void CanvasOverlay::follow() {
  const QRect there = m_view.mapFromScene(m_rect).boundingRect();
  const QRect room = m_view.viewport()->rect();
  QRect rect(there.topLeft(), there.size().expandedTo(m_least));
  rect.moveRight(std::min(rect.right(), room.right() - 4));
  rect.moveBottom(std::min(rect.bottom(), room.bottom() - 4));
  rect.moveTopLeft({std::max(rect.left(), 4), std::max(rect.top(), 4)});
  setGeometry(rect);
}

void CanvasOverlay::close() {
  if (std::exchange(m_closing, true)) return;
  const QWidget* now = QApplication::focusWidget();
  if (now && (now == this || isAncestorOf(now))) m_view.setFocus();
  hide();
  deleteLater();
}

}  // namespace weft::editor
