#include "inspector/field_painting.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

#include "document/node_face.h"
#include "theme/theme.h"

namespace weft::editor {

int fieldHeight(const QWidget& widget) { return std::max(24, widget.fontMetrics().height() + 8); }

void paintField(QPainter& painter, const QWidget& widget, double fill, bool wrong) {
  const Theme& colours = theme();
  const QRectF frame = QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5);
  QPainterPath outline;
  outline.addRoundedRect(frame, 4, 4);
  painter.fillPath(outline, widget.isEnabled() ? colours.field : colours.panel);
  if (fill > 0) {
    QColor colour = colours.accent;
    colour.setAlphaF(widget.isEnabled() ? (widget.underMouse() ? 0.42F : 0.32F) : 0.15F);
    painter.save();
    painter.setClipPath(outline);
    painter.fillRect(QRectF(frame.left(), frame.top(), frame.width() * fill, frame.height()), colour);
    painter.restore();
  }
  QColor border = colours.border;
  if (wrong)
    border = colours.error;
  else if (widget.hasFocus())
    border = colours.accent;
  else if (widget.underMouse() && widget.isEnabled())
    border = colours.dimText;
  painter.setPen(border);
  painter.drawPath(outline);
}

void paintMixed(QPainter& painter, const QWidget& widget, const QRect& inside) {
  QFont font = widget.font();
  font.setItalic(true);
  painter.setFont(font);
  painter.setPen(theme().dimText);
  painter.drawText(inside, Qt::AlignLeft | Qt::AlignVCenter, mixedText());
}

bool leavesToWindow(QEvent& event) {
  if (event.type() != QEvent::ShortcutOverride && event.type() != QEvent::KeyPress) return false;
  const auto& key = static_cast<QKeyEvent&>(event);
  const bool isReturn = key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter;
  const bool runs = isReturn && key.modifiers().testFlag(Qt::ControlModifier);
  if (!runs && !key.matches(QKeySequence::Undo) && !key.matches(QKeySequence::Redo)) return false;
  event.ignore();
  return true;
}

Json typedDefault(const ParameterType& type) {
  Json value = defaultOf(type);
  if (!value.is_null()) return value;
  switch (type.kind) {
    case WEFT_PARAMETER_NUMBER:
      return 0.0;
    case WEFT_PARAMETER_INTEGER:
    case WEFT_PARAMETER_SEED:
      return 0;
    case WEFT_PARAMETER_BOOLEAN:
      return false;
    default:
      return "";
  }
}

}  // namespace weft::editor
