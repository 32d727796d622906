#include "canvas/tools/hint.h"

#include "canvas/canvas_view.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr QPoint fromPointer(16, 20);

}  // namespace

Hint::Hint(CanvasView& view) : m_label(new QLabel(view.viewport())) {
  m_label->setObjectName("canvas-hint");
  m_label->setAccessibleName("Why it does not fit");
  m_label->setTextFormat(Qt::PlainText);
  m_label->setAttribute(Qt::WA_TransparentForMouseEvents);
  m_label->setMargin(6);
  m_label->setAutoFillBackground(true);
  m_label->hide();
}

void Hint::show(QPoint at, const QString& text) {
  if (!m_label || text.isEmpty()) return hide();
  QPalette palette = m_label->palette();
  palette.setColor(QPalette::Window, theme().panel);
  palette.setColor(QPalette::WindowText, theme().text);
  m_label->setPalette(palette);
  m_label->setText(text);
  m_label->adjustSize();
  const QRect room = m_label->parentWidget()->rect();
  QPoint corner = at + fromPointer;
  corner.setX(std::clamp(corner.x(), 0, std::max(0, room.width() - m_label->width())));
  corner.setY(std::clamp(corner.y(), 0, std::max(0, room.height() - m_label->height())));
  m_label->move(corner);
  m_label->show();
  m_label->raise();
}

void Hint::hide() {
  if (m_label) m_label->hide();
}

}  // namespace weft::editor
