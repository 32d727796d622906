#include "inspector/json_editor.h"

#include <QHBoxLayout>

namespace weft::editor {

JsonEditor::JsonEditor(QWidget* parent) : ParameterEditor(parent), m_line(new QLineEdit(this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins({});
  layout->addWidget(m_line);
  setFocusProxy(m_line);
  connect(m_line, &QLineEdit::editingFinished, this, &JsonEditor::commit);
}

void JsonEditor::setValue(const Json& value) {
  m_value = value;
  const std::string text = value.is_null() ? "" : value.dump(-1, ' ', false, Json::error_handler_t::replace);
  m_line->setText(QString::fromStdString(text));
  m_line->setModified(false);
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
