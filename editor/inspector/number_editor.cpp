#include "inspector/number_editor.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include "inspector/field_painting.h"
#include "inspector/value_check.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

double pace(Qt::KeyboardModifiers modifiers) {
  return modifiers.testFlag(Qt::ShiftModifier) ? 0.1 : modifiers.testFlag(Qt::ControlModifier) ? 10 : 1;
}

}  // namespace

NumberEditor::NumberEditor(const ParameterType& type, QWidget* parent)
    : ParameterEditor(parent), m_type(type), m_scale(m_type), m_line(new QLineEdit(this)) {
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::SizeHorCursor);
  setAttribute(Qt::WA_Hover);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  m_line->hide();
  m_line->installEventFilter(this);
  connect(m_line, &QLineEdit::editingFinished, this, &NumberEditor::commitTyping);
}

QSize NumberEditor::sizeHint() const { return {fontMetrics().averageCharWidth() * 18, fieldHeight(*this)}; }
QSize NumberEditor::minimumSizeHint() const { return {fontMetrics().averageCharWidth() * 6, fieldHeight(*this)}; }

// A part that loses the focus while it goes tells nobody any more.
NumberEditor::~NumberEditor() { m_line->disconnect(this); }

void NumberEditor::setValue(const Json& value) {
  m_value = value;
  update();
}

Json NumberEditor::base() const { return m_value.is_null() ? m_scale.fitted(typedDefault(m_type)) : m_value; }

void NumberEditor::put(const Json& value, bool done) {
  const bool isNew = value != m_value || value.is_number_float() != m_value.is_number_float();
  m_value = value;
  update();
  if (isNew || done) emit edited(m_value, done);
}

void NumberEditor::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QString problem = valueProblem(m_type, m_value);
  paintField(painter, *this, m_value.is_null() ? 0 : m_scale.fraction(m_value), !problem.isEmpty());
  if (!m_line->isHidden()) return;
  const QRect inside = rect().adjusted(8, 0, -8, 0);
  if (m_value.is_null()) return paintMixed(painter, *this, inside);
  ParameterType bare = m_type;
  bare.unit.clear();
  const QString unit = QString::fromStdString(m_type.unit);
  const int unitWidth = unit.isEmpty() ? 0 : fontMetrics().horizontalAdvance(unit) + 6;
  const bool fits = unitWidth < inside.width() / 2;
  painter.setPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::Text));
  const QString text =
      fontMetrics().elidedText(valueText(bare, m_value), Qt::ElideRight, inside.width() - (fits ? unitWidth : 0));
  painter.drawText(inside, Qt::AlignLeft | Qt::AlignVCenter, text);
  painter.setPen(theme().dimText);
  if (fits) painter.drawText(inside, Qt::AlignRight | Qt::AlignVCenter, unit);
}

void NumberEditor::resizeEvent(QResizeEvent*) { m_line->setGeometry(rect()); }

void NumberEditor::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return event->ignore();
  m_state = State::Pressed;
  m_pressed = m_value;
  m_share = 0;
  m_from = m_last = event->pos();
}

void NumberEditor::mouseMoveEvent(QMouseEvent* event) {
  if (m_state == State::Idle) return event->ignore();
  const bool isFar = (event->pos() - m_from).manhattanLength() >= QApplication::startDragDistance() / 2;
  if (m_state == State::Pressed && !isFar) return;
  m_state = State::Dragged;
  drag(*event);
}

void NumberEditor::drag(const QMouseEvent& event) {
  const double pixels = event.pos().x() - m_last.x();
  m_last = event.pos();
  m_share += pixels / (m_scale.hasRange() ? std::max(width(), 60) : 300) * pace(event.modifiers());
  const Json from = m_pressed.is_null() ? m_scale.fitted(typedDefault(m_type)) : m_pressed;
  put(m_scale.moved(from, m_share), false);
}

void NumberEditor::mouseReleaseEvent(QMouseEvent* event) {
  const State state = std::exchange(m_state, State::Idle);
  if (state == State::Idle || event->button() != Qt::LeftButton) return event->ignore();
  if (state == State::Dragged)
    emit edited(m_value, true);
  else
    beginTyping();
}

void NumberEditor::cancelDrag() {
  m_state = State::Idle;
  setValue(m_pressed);
  emit cancelled();
}

// A page that scrolls below the pointer changes nothing: only a field that has the focus takes the wheel.
void NumberEditor::wheelEvent(QWheelEvent* event) {
  if (!hasFocus() || event->angleDelta().y() == 0) return event->ignore();
  step((event->angleDelta().y() > 0 ? 1 : -1) * pace(event->modifiers()));
  event->accept();
}

void NumberEditor::step(double steps) { put(m_scale.stepped(base(), steps), true); }

void NumberEditor::keyPressEvent(QKeyEvent* event) {
  if (m_state == State::Dragged) {
    if (event->key() == Qt::Key_Escape) return cancelDrag();
    return event->ignore();
  }
  if (!m_line->isHidden()) return event->ignore();
  const Qt::KeyboardModifiers others = event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
  if (event->matches(QKeySequence::Copy)) return QApplication::clipboard()->setText(valueText(m_type, m_value));
  if (event->matches(QKeySequence::Paste)) return beginTyping(QApplication::clipboard()->text());
  switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Right:
      return step(pace(event->modifiers()));
    case Qt::Key_Down:
    case Qt::Key_Left:
      return step(-pace(event->modifiers()));
    case Qt::Key_PageUp:
      return step(10);
    case Qt::Key_PageDown:
      return step(-10);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_F2:
      if (others == Qt::NoModifier) return beginTyping();
      break;
    default: {
      const QString text = event->text();
      const bool begins = !text.isEmpty() && (text[0].isDigit() || QString("-+.(").contains(text[0]));
      if (begins && others == Qt::NoModifier) return beginTyping(text);
    }
  }
  event->ignore();
}

void NumberEditor::beginTyping(const QString& first) {
  m_line->setAccessibleName(accessibleName());
  m_line->setGeometry(rect());
  ParameterType bare = m_type;
  bare.unit.clear();
  m_line->setText(first.isEmpty() ? valueText(bare, m_value).remove(u',') : first);
  m_line->setModified(!first.isEmpty());
  m_line->show();
  m_line->setFocus(Qt::OtherFocusReason);
  if (first.isEmpty()) m_line->selectAll();
  update();
}

void NumberEditor::commitTyping() {
  if (m_line->isHidden()) return;
  const bool isModified = m_line->isModified();
  const QString text = m_line->text();
  m_line->setModified(false);
  endTyping();
  if (!isModified || text.trimmed().isEmpty()) return;
  const std::optional<Json> typed = m_scale.parsed(text);
  const QString problem = typed ? valueProblem(m_type, *typed) : QString("“%1” is no number").arg(text);
  if (!problem.isEmpty()) QToolTip::showText(mapToGlobal(rect().bottomLeft()), plainTip(problem), this);
  if (typed) put(m_scale.fitted(*typed), true);
}

void NumberEditor::endTyping() {
  if (m_line->hasFocus()) setFocus(Qt::OtherFocusReason);
  m_line->hide();
  update();
}

bool NumberEditor::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_line && leavesToWindow(*event)) return true;
  if (watched == m_line && event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Escape) {
      m_line->setModified(false);
      endTyping();
      emit cancelled();
      return true;
    }
    // A line edit passes Return on when it has told of it, and here it would begin to type again.
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
      commitTyping();
      return true;
    }
  }
  return ParameterEditor::eventFilter(watched, event);
}

bool NumberEditor::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    if (const QString problem = valueProblem(m_type, m_value); !problem.isEmpty()) {
      QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), plainTip(problem), this);
      return true;
    }
  }
  // Digits begin typing here before they are anybody's shortcut.
  if (event->type() == QEvent::ShortcutOverride) {
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool isPlain = (key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
    const bool dragged = m_state == State::Dragged && key->key() == Qt::Key_Escape;
    const bool types =
        isPlain && !key->text().isEmpty() && (key->text()[0].isDigit() || QString("-+.(").contains(key->text()[0]));
    const bool copies = key->matches(QKeySequence::Copy) || key->matches(QKeySequence::Paste);
    const bool steps = key->key() >= Qt::Key_Left && key->key() <= Qt::Key_PageDown;
    if (types || copies || dragged || steps) {
      event->accept();
      return true;
    }
  }
  return ParameterEditor::event(event);
}

}  // namespace weft::editor
