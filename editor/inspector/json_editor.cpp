#include "inspector/json_editor.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>

#include "inspector/field_painting.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace weft::editor {

JsonEditor::JsonEditor(QWidget* parent) : ParameterEditor(parent), m_line(new QLineEdit(this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins({});
  layout->addWidget(m_line);
  setFocusProxy(m_line);
  m_line->installEventFilter(this);
  connect(m_line, &QLineEdit::editingFinished, this, &JsonEditor::commit);
}

// A part that loses the focus while it goes tells nobody any more.
JsonEditor::~JsonEditor() { m_line->disconnect(this); }

void JsonEditor::setValue(const Json& value) {
  m_value = value;
  if (m_line->hasFocus() && m_line->isModified()) return;
  const std::string text = value.is_null() ? "" : value.dump(-1, ' ', false, Json::error_handler_t::replace);
  m_line->setText(QString::fromStdString(text));
  m_line->setModified(false);
}

void JsonEditor::setProblem(const QString& problem) {
  const QList<QAction*> before = m_line->actions();
  for (QAction* action : before) delete action;
  m_line->setToolTip(plainTip(problem));
  if (problem.isEmpty()) return;
  QAction* mark = m_line->addAction(icon(Icon::Warning, theme().error), QLineEdit::TrailingPosition);
  mark->setToolTip(plainTip(problem));
}

bool JsonEditor::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_line && leavesToWindow(*event)) return true;
  const bool escapes = event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape;
  if (watched == m_line && escapes && m_line->isModified()) {
    m_line->setModified(false);
    setValue(m_value);
    emit cancelled();
    return true;
  }
  return ParameterEditor::eventFilter(watched, event);
}

void JsonEditor::commit() {
  if (!m_line->isModified()) return;
  m_line->setModified(false);
  const Result<Json> read = parseJson(m_line->text().toStdString(), "");
  const Json value = read ? *read : Json(m_line->text().toStdString());
  if (value == m_value) return;
  m_value = value;
  emit edited(m_value, true);
}

}  // namespace weft::editor
