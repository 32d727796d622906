#include "inspector/line_editor.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>

#include "inspector/field_painting.h"
#include "inspector/value_check.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace weft::editor {

LineEditor::LineEditor(const ParameterType& type, Tells tells, QWidget* parent)
    : ParameterEditor(parent), m_type(type), m_tells(tells), m_line(new QLineEdit(this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins({});
  layout->setSpacing(2);
  layout->addWidget(m_line, 1);
  setFocusProxy(m_line);
  m_line->installEventFilter(this);
  connect(m_line, &QLineEdit::textEdited, this, &LineEditor::typed);
  connect(m_line, &QLineEdit::editingFinished, this, &LineEditor::finish);
}

// A part that loses the focus while it goes tells nobody any more.
LineEditor::~LineEditor() { m_line->disconnect(this); }

void LineEditor::setValue(const Json& value) {
  const bool isNew = value != m_value;
  m_value = value;
  m_line->setPlaceholderText(value.is_null() ? mixedText() : QString());
  // What is typed and not told yet is the person's; it is not taken away.
  if (m_isTyping && (!isNew || m_tells == Tells::Finished)) return;
  const QString text = value.is_string() ? QString::fromStdString(value.get_ref<const std::string&>()) : QString();
  if (text == m_line->text()) return check(text);
  const int caret = m_line->cursorPosition();
  m_line->setText(text);
  m_line->setCursorPosition(m_line->hasFocus() ? std::min(caret, static_cast<int>(text.size())) : 0);
  check(text);
}

void LineEditor::typed(const QString& text) {
  m_isTyping = true;
  check(text);
  if (m_tells == Tells::EveryKey) put(text, false);
}

void LineEditor::finish() {
  if (!std::exchange(m_isTyping, false)) return;
  put(m_line->text(), true);
}

void LineEditor::put(const QString& text, bool done) {
  m_value = text.toStdString();
  emit edited(m_value, done);
}

void LineEditor::check(const QString& text) {
  const QString problem = m_value.is_null() && text.isEmpty() ? QString() : valueProblem(m_type, text.toStdString());
  const QList<QAction*> before = m_line->actions();
  for (QAction* action : before) delete action;
  m_line->setToolTip(plainTip(problem));
  if (!problem.isEmpty()) {
    QAction* mark = m_line->addAction(icon(Icon::Warning, theme().error), QLineEdit::TrailingPosition);
    mark->setToolTip(plainTip(problem));
  }
}

bool LineEditor::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_line && leavesToWindow(*event)) return true;
  if (watched == m_line && event->type() == QEvent::KeyPress && m_isTyping) {
    if (static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
      m_isTyping = false;
      setValue(m_value);
      emit cancelled();
      return true;
    }
  }
  return ParameterEditor::eventFilter(watched, event);
}

}  // namespace weft::editor
