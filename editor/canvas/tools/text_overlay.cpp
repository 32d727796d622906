#include "canvas/tools/text_overlay.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>

#include "canvas/canvas_actions.h"
#include "canvas/canvas_view.h"
#include "canvas/decoration_items.h"

namespace weft::editor {

TextOverlay::TextOverlay(CanvasView& view, const QRectF& rect, const QString& text, Kind kind, Taken taken)
    : CanvasOverlay(view, rect, kind == Kind::Line ? QSize(160, 28) : QSize(220, 100)),
      m_before(text),
      m_kind(kind),
      m_taken(std::move(taken)) {
  if (kind == Kind::Line) {
    auto* line = new QLineEdit(text);
    line->selectAll();
    m_editor = line;
  } else {
    auto* edit = new QPlainTextEdit(text);
    edit->moveCursor(QTextCursor::End);
    edit->setPlaceholderText("Markdown. Ctrl+Enter when done");
    m_editor = edit;
  }
  m_editor->setObjectName("canvas-text");
  m_editor->setAccessibleName(kind == Kind::Line ? "Title" : "Note");
  m_editor->installEventFilter(this);
  setContent(m_editor);
  connect(this, &CanvasOverlay::left, this, &TextOverlay::take);
  show();
  m_editor->setFocus();
}

QString TextOverlay::text() const {
  if (const auto* line = qobject_cast<const QLineEdit*>(m_editor)) return line->text();
  return static_cast<const QPlainTextEdit*>(m_editor)->toPlainText();
}

void TextOverlay::take() {
  if (isClosing()) return;
  const QString now = text();
  close();
  if (now != m_before) m_taken(now);
}

bool TextOverlay::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    event->accept();  // every key is text here
    return false;
  }
  if (event->type() != QEvent::KeyPress) return CanvasOverlay::eventFilter(watched, event);
  const auto* key = static_cast<QKeyEvent*>(event);
  const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
  if (key->key() == Qt::Key_Escape) {
    close();
    return true;
  }
  if (isEnter && (m_kind == Kind::Line || (key->modifiers() & Qt::ControlModifier))) {
    take();
    return true;
  }
  return CanvasOverlay::eventFilter(watched, event);
}

void editNote(CanvasView& view, int place) {
  const NoteItem* item = view.graph().note(place);
  if (!item) return;
  const QString graph = view.selection().graph();
  new TextOverlay(view, item->rect(), item->note().text, TextOverlay::Kind::Text,
                  [&view, graph, place](const QString& text) {
                    const NoteItem* now = view.graph().note(place);
                    if (!now || view.selection().graph() != graph) return;
                    Note note = now->note();
                    note.text = text;
                    perform(view, changeNote(view.model(), graph, place, note));
                  });
}

}  // namespace weft::editor
