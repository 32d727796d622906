#include "inspector/prompt_editor.h"

#include <cmath>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QTextBlock>

#include "inspector/field_painting.h"
#include "inspector/prompt_weight.h"

namespace weft::editor {
namespace {

constexpr int fewestLines = 3, mostLines = 16;

}  // namespace

PromptEditor::PromptEditor(const ParameterType&, QWidget* parent)
    : ParameterEditor(parent), m_text(new QPlainTextEdit(this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins({});
  layout->addWidget(m_text);
  setFocusProxy(m_text);
  m_text->setTabChangesFocus(true);
  m_text->setUndoRedoEnabled(false);  // the document's undo is the only one
  m_text->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
  m_text->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_text->installEventFilter(this);
  connect(m_text, &QPlainTextEdit::textChanged, this, &PromptEditor::typed);
  grow();
}

void PromptEditor::setValue(const Json& value) {
  m_value = value;
  m_text->setPlaceholderText(value.is_null() ? mixedText() : QString());
  show(value.is_string() ? QString::fromStdString(value.get_ref<const std::string&>()) : QString());
}

void PromptEditor::show(const QString& text) {
  const QString before = m_text->toPlainText();
  if (text == before) return;
  const auto shortest = std::min(text.size(), before.size());
  qsizetype head = 0, tail = 0;
  while (head < shortest && text[head] == before[head]) ++head;
  while (tail < shortest - head && text[text.size() - 1 - tail] == before[before.size() - 1 - tail]) ++tail;
  m_isShowing = true;
  QTextCursor cursor(m_text->document());
  cursor.setPosition(static_cast<int>(head));
  cursor.setPosition(static_cast<int>(before.size() - tail), QTextCursor::KeepAnchor);
  cursor.insertText(text.mid(head, text.size() - head - tail));
  m_isShowing = false;
  grow();
}

void PromptEditor::typed() {
  grow();
  if (m_isShowing) return;
  const std::string text = m_text->toPlainText().toStdString();
  if (m_value == text) return;
  m_value = text;
  m_isTyping = true;
  emit edited(m_value, false);
}

void PromptEditor::finish() {
  if (std::exchange(m_isTyping, false)) emit edited(m_value, true);
}

void PromptEditor::weigh(double delta) {
  const QTextCursor cursor = m_text->textCursor();
  const PromptSelection now{m_text->toPlainText(), cursor.selectionStart(), cursor.selectionEnd()};
  const PromptSelection then = weighted(now, delta);
  if (then.text == now.text) return;
  show(then.text);
  QTextCursor selected = m_text->textCursor();
  selected.setPosition(then.from);
  selected.setPosition(then.to, QTextCursor::KeepAnchor);
  m_text->setTextCursor(selected);
  typed();
}

void PromptEditor::grow() {
  const int line = m_text->fontMetrics().lineSpacing();
  const int lines = static_cast<int>(std::ceil(m_text->document()->size().height()));
  const int frame = 2 * m_text->frameWidth() + static_cast<int>(2 * m_text->document()->documentMargin()) + 6;
  const int height = std::clamp(lines, fewestLines, mostLines) * line + frame;
  if (height != m_text->height()) m_text->setFixedHeight(height);
}

bool PromptEditor::eventFilter(QObject* watched, QEvent* event) {
  if (watched != m_text) return ParameterEditor::eventFilter(watched, event);
  if (leavesToWindow(*event)) return true;
  if (event->type() == QEvent::FocusOut) finish();
  if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride) return false;
  const auto* key = static_cast<QKeyEvent*>(event);
  const bool isArrow = key->key() == Qt::Key_Up || key->key() == Qt::Key_Down;
  const bool weighs = isArrow && (key->modifiers() & ~Qt::KeypadModifier) == Qt::ControlModifier;
  const bool escapes = key->key() == Qt::Key_Escape && m_isTyping;
  if (!weighs && !escapes) return false;
  event->accept();
  if (event->type() == QEvent::ShortcutOverride) return true;
  if (weighs) {
    weigh(key->key() == Qt::Key_Up ? 0.1 : -0.1);
  } else {
    m_isTyping = false;
    emit cancelled();
  }
  return true;
}

}  // namespace weft::editor
